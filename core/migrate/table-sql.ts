import type { Dialect } from '../database/dialect.ts';
import { quoteName } from '../database/schema-dialect.ts';
import type { DeclaredColumn, DeclaredIndex, DeclaredTable } from './declared-tables.ts';

const reference = (table: string): string => `references ${quoteName(table)} ("id") deferrable initially deferred`;

/** The rows of a table with a trash that are there, and those that are in it. */
export const presentSql = '"deleted_at" is null';
export const trashedSql = '"deleted_at" is not null';

/** The statement that makes a table. */
export function createTableSql(table: DeclaredTable, dialect: Dialect): string {
  const { schema } = dialect;
  const counted = table.columns.some((column) => column.counted);
  const key = counted ? [] : [`primary key (${table.primaryKey.map(quoteName).join(', ')})`];
  const columns = table.columns.map((column) => columnSql(column, dialect));
  return `create table ${quoteName(table.name)} (${[...columns, ...key].join(', ')})${schema.tableOptions(table.kind)}`;
}

function columnSql({ column, counted, references }: DeclaredColumn, dialect: Dialect): string {
  if (counted) return `${quoteName(column.name)} ${dialect.schema.countedKey}`;
  const end = references !== undefined && dialect.schema.referencesInTable ? ` ${reference(references)}` : '';
  return `${quoteName(column.name)} ${dialect.columnType(column)}${column.nullable ? '' : ' not null'}${end}`;
}

/** The statements that add what a new table's columns refer to, once all tables are there. */
export function addReferencesSql(table: DeclaredTable, dialect: Dialect): string[] {
  if (dialect.schema.referencesInTable) return [];
  return table.columns.flatMap(({ column, references }) =>
    references === undefined
      ? []
      : [`alter table ${quoteName(table.name)} add foreign key (${quoteName(column.name)}) ${reference(references)}`],
  );
}

/** The statement that makes an index, with nulls as sorts have them. */
export function createIndexSql(table: string, index: DeclaredIndex, dialect: Dialect): string {
  const keys = index.keys.map(({ column, descending }) => dialect.schema.indexKey(column, descending));
  const rows = index.only === undefined ? '' : ` where ${index.only === 'present' ? presentSql : trashedSql}`;
  return `create ${index.unique ? 'unique ' : ''}index ${quoteName(index.name)} on ${quoteName(table)} (${keys.join(', ')})${rows}`;
}
