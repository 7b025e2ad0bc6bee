import { PostgresQueryCompiler, sql } from 'kysely';
import type { ColumnFacts, ColumnStorage, DateUnit, Dialect, Fragment } from './dialect.ts';
import { postgresSchema } from './postgres-schema.ts';

const valueTypes: Readonly<Record<ColumnStorage, string>> = {
  text: 'text',
  integer: 'bigint',
  real: 'double precision',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
  json: 'jsonb',
  texts: 'text[]',
};

const unitFormats: Readonly<Record<Exclude<DateUnit, 'week'>, string>> = {
  year: 'YYYY',
  month: 'YYYY-MM',
  day: 'YYYY-MM-DD',
  hour: 'YYYY-MM-DD"T"HH24',
};

function columnType(column: ColumnFacts): string {
  switch (column.storage) {
    case 'text':
      return 'text collate "C"';
    case 'decimal':
      return `numeric(${column.precision ?? 18}, ${column.scale ?? 0})`;
    case 'datetime':
      return 'timestamptz(3)';
    case 'texts':
      return 'text[] collate "C"';
    default:
      return valueTypes[column.storage];
  }
}

const valueType = (column: ColumnFacts): Fragment => sql.raw(valueTypes[column.storage]);

function truncate(column: ColumnFacts, expression: Fragment, unit: DateUnit): Fragment {
  const local = column.storage === 'date' ? sql`(${expression})::timestamp` : sql`((${expression}) at time zone 'UTC')`;
  const text =
    unit === 'week' ? sql`to_char(date_trunc('week', ${local}), 'YYYY-MM-DD')` : sql`to_char(${local}, ${sql.lit(unitFormats[unit])})`;
  return sql`${text} collate "C"`;
}

/** How SQL is written for PostgreSQL, and how values lie in it. Text has the "C" collation, so that it compares by code point. */
export const postgresDialect: Dialect = {
  name: 'postgres',
  schema: postgresSchema,
  createQueryCompiler: () => new PostgresQueryCompiler(),
  columnType,
  // The driver would send a JavaScript array as an SQL array, and an object as JSON: JSON is always written here.
  encode: (column) => (column.storage === 'json' ? (value) => JSON.stringify(value) : undefined),
  // The connection's own type parsers already answer API values.
  decode: () => undefined,
  read: (_column, expression) => expression,
  parameter: (column, placeholder) => sql`${placeholder}::${valueType(column)}`,
  inList: (column, expression, list) => sql`${expression} = any(${list}::${valueType(column)}[])`,
  encodeList: () => (values) => values,
  contains: (text, part) => sql`strpos(${text}, ${part}) > 0`,
  startsWith: (text, part) => sql`starts_with(${text}, ${part})`,
  endsWith: (text, part) => sql`right(${text}, length(${part})) = ${part}`,
  has: (column, value) => sql`${value} = any(${column})`,
  same: (left, right) => sql`${left} is not distinct from ${right}`,
  order: (expression, descending, nullable) => {
    if (!nullable) return descending ? sql`${expression} desc` : sql`${expression} asc`;
    return descending ? sql`${expression} desc nulls last` : sql`${expression} asc nulls first`;
  },
  truncate,
  average: (_column, expression) => sql`avg(${expression})::double precision`,
  changeOrder: 'position',
  mayOrderChanges: sql`case when pg_try_advisory_xact_lock(hashtext(current_schema() || ' plinth changes')) then 1 else 0 end`,
  tryLock: (name) =>
    sql`case when pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' ' || ${name}::text, 0)) then 1 else 0 end`,
  forUpdate: ' for update',
};
