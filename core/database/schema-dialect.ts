import type { Column } from '../collections/collection.ts';
import type { ColumnFacts } from './column-facts.ts';
import type { StatementRunner } from './statement.ts';

/** A table as the database has it. */
export interface ActualTable {
  readonly name: string;
  /** By name. */
  readonly columns: ReadonlyMap<string, ActualColumn>;
  /** Names of its indexes. */
  readonly indexes: ReadonlySet<string>;
}

export interface ActualColumn {
  readonly name: string;
  readonly nullable: boolean;
}

/** A column to be added to a table that is already there. */
export interface AddedColumn {
  readonly column: Column;
  /** DDL of the type, from `Dialect.columnType`. */
  readonly type: string;
  /** What rows that are already there get; an SQL literal from `literal`. */
  readonly fill?: string;
  /** The table whose `id` the column refers to. */
  readonly references?: string;
}

/** In which words the databases differ when tables are looked at and changed. The rest of the DDL is the same and lives in `core/migrate`. */
export interface SchemaDialect {
  /** All tables of the application's schema, by name; also those of others. */
  introspect(database: StatementRunner): Promise<ReadonlyMap<string, ActualTable>>;
  /** Called first in a migration's transaction: answers when no other process migrates this database. */
  lock(database: StatementRunner): Promise<void>;
  /** The DDL of an `id` that the database counts itself; never gives a number twice. */
  readonly countedKey: string;
  /** Whether `create table` says what columns refer to. Otherwise references are added when all tables are there. */
  readonly referencesInTable: boolean;
  /** What stands behind the columns in `create table`. `joins` are the tables of to-many relations. */
  tableOptions(kind: 'records' | 'joins'): string;
  /** An API value as SQL, for what rows that are already there get. */
  literal(column: ColumnFacts, value: unknown): string;
  /** The statements that add a column. A column that is not null and has no `fill` needs an empty table. */
  addColumn(table: string, added: AddedColumn): readonly string[];
  /** The statements that let a decimal column hold more digits. */
  widenDecimal(table: string, column: Column, type: string): readonly string[];
  /** One key of an index, in the order of `Dialect.order`. */
  indexKey(column: Pick<Column, 'name' | 'nullable'>, descending: boolean): string;
}

/** A name as SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
