import type { Column } from '../collections/collection.ts';
import { collectTables } from './collect-tables.ts';
import type { ColumnFacts } from './column-facts.ts';
import { toScaledInteger } from './scaled-decimal.ts';
import { type AddedColumn, quoteName, quoteText, type SchemaDialect } from './schema-dialect.ts';
import type { StatementRunner } from './statement.ts';

const columnsSql = `select m.name as "table", c.name as "column", c."notnull" = 0 and c.pk = 0 as nullable
  from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\'`;
const indexesSql = `select tbl_name as "table", name as "index" from sqlite_master where type = 'index'`;

async function introspect(database: StatementRunner) {
  const columns = await database.query({ sql: columnsSql }, []);
  return collectTables(columns, await database.query({ sql: indexesSql }, []));
}

function literal(column: ColumnFacts, value: unknown): string {
  switch (column.storage) {
    case 'boolean':
      return value ? '1' : '0';
    case 'integer':
    case 'real':
      return String(Number(value));
    case 'decimal':
      return String(toScaledInteger(String(value), column.scale ?? 0));
    case 'json':
    case 'texts':
      return quoteText(JSON.stringify(value));
    default:
      return quoteText(String(value));
  }
}

/** SQLite takes a `not null` column only with a default, and a reference only without one; the order of the statements allows for both. */
function addColumn(table: string, added: AddedColumn): readonly string[] {
  const name = quoteName(added.column.name);
  const reference = added.references === undefined ? '' : ` references ${quoteName(added.references)} (id) deferrable initially deferred`;
  return [
    `alter table ${quoteName(table)} add column ${name} ${added.type}${reference}`,
    ...(added.fill === undefined ? [] : [`update ${quoteName(table)} set ${name} = ${added.fill}`]),
    ...(added.column.nullable ? [] : [`alter table ${quoteName(table)} alter column ${name} set not null`]),
  ];
}

/** Tables in SQLite. They are `strict`, so that a value of a wrong type is an error and never stored. */
export const sqliteSchema: SchemaDialect = {
  introspect,
  // A transaction that writes has the database for itself from its first statement.
  lock: async () => {},
  countedKey: 'integer primary key autoincrement',
  referencesInTable: true,
  tableOptions: (kind) => (kind === 'joins' ? ' strict, without rowid' : ' strict'),
  literal,
  addColumn,
  // A scaled integer has room for every precision.
  widenDecimal: () => [],
  indexKey: (column: Pick<Column, 'name' | 'nullable'>, descending) => `${quoteName(column.name)}${descending ? ' desc' : ''}`,
};
