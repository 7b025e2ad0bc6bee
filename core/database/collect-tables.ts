import type { DatabaseRow } from './database.ts';
import type { ActualColumn, ActualTable } from './schema-dialect.ts';

/** Puts the rows of an introspection together: `columns` has `table, column, nullable`, `indexes` has `table, index`. */
export function collectTables(columns: readonly DatabaseRow[], indexes: readonly DatabaseRow[]): ReadonlyMap<string, ActualTable> {
  const tables = new Map<string, { name: string; columns: Map<string, ActualColumn>; indexes: Set<string> }>();
  for (const row of columns) {
    const name = String(row['table']);
    const table = tables.get(name) ?? { name, columns: new Map(), indexes: new Set() };
    tables.set(name, table);
    const column = String(row['column']);
    table.columns.set(column, { name: column, nullable: Boolean(row['nullable']) });
  }
  for (const row of indexes) tables.get(String(row['table']))?.indexes.add(String(row['index']));
  return tables;
}
