import type { Database } from '../database/database.ts';
import type { ColumnStorage } from '../database/dialect.ts';
import { type ActualTable, quoteText } from '../database/schema-dialect.ts';

/** What the platform noted of a table when it made or changed it; only such tables are its own. */
export interface RecordedTable {
  readonly name: string;
  readonly collection: string;
  /** The to-many relation, for a join table. */
  readonly field: string | undefined;
  readonly columns: readonly RecordedColumn[];
  readonly indexes: readonly RecordedIndex[];
}

export interface RecordedColumn {
  readonly name: string;
  readonly field: string;
  readonly storage: ColumnStorage;
  readonly precision?: number;
  readonly scale?: number;
  readonly references?: string;
}

export interface RecordedIndex {
  readonly name: string;
  /** As it was made, so that any difference shows. */
  readonly sql: string;
}

/** Reads the platform's notes; there are none in a database that it has not seen. */
export async function readRecordedTables(
  database: Database,
  actual: ReadonlyMap<string, ActualTable>,
): Promise<ReadonlyMap<string, RecordedTable>> {
  if (!actual.has('plinth_tables')) return new Map();
  const rows = await database.query({ sql: 'select name, collection, field, columns, indexes from plinth_tables order by name' }, []);
  return new Map(
    rows.map((row) => {
      const name = String(row['name']);
      const field = row['field'] === null ? undefined : String(row['field']);
      const columns = JSON.parse(String(row['columns'])) as RecordedColumn[];
      const indexes = JSON.parse(String(row['indexes'])) as RecordedIndex[];
      return [name, { name, collection: String(row['collection']), field, columns, indexes }];
    }),
  );
}

/** Writes down a table as it is now. */
export async function saveRecordedTable(database: Database, table: RecordedTable): Promise<void> {
  const values = [table.name, table.collection, table.field, JSON.stringify(table.columns), JSON.stringify(table.indexes)];
  const list = values.map((value) => (value === undefined ? 'null' : quoteText(value))).join(', ');
  await database.execute({ sql: `delete from plinth_tables where name = ${quoteText(table.name)}` }, []);
  await database.execute({ sql: `insert into plinth_tables (name, collection, field, columns, indexes) values (${list})` }, []);
}

/** Forgets a table under a name that it no longer has. */
export async function forgetRecordedTable(database: Database, name: string): Promise<void> {
  await database.execute({ sql: `delete from plinth_tables where name = ${quoteText(name)}` }, []);
}
