import { SqliteQueryCompiler, sql } from 'kysely';
import type { ColumnFacts, ColumnStorage, DateUnit, Dialect, Fragment } from './dialect.ts';
import { fromScaledInteger, toScaledInteger } from './scaled-decimal.ts';
import { sqliteSchema } from './sqlite-schema.ts';

const columnTypes: Readonly<Record<ColumnStorage, string>> = {
  text: 'text',
  integer: 'integer',
  real: 'real',
  decimal: 'integer',
  boolean: 'integer',
  date: 'text',
  datetime: 'text',
  json: 'text',
  texts: 'text',
};

/** How many characters of an ISO date or datetime say a unit; a week needs arithmetic. */
const unitLengths: Readonly<Record<Exclude<DateUnit, 'week' | 'hour'>, number>> = { year: 4, month: 7, day: 10 };

function encode(column: ColumnFacts): ((value: unknown) => unknown) | undefined {
  switch (column.storage) {
    case 'decimal':
      return (value) => toScaledInteger(String(value), column.scale ?? 0);
    case 'boolean':
      return (value) => (value ? 1 : 0);
    case 'json':
    case 'texts':
      return (value) => JSON.stringify(value);
    default:
      return undefined;
  }
}

function decode(column: ColumnFacts): ((value: unknown) => unknown) | undefined {
  switch (column.storage) {
    case 'decimal':
      return (value) => fromScaledInteger(String(value), column.scale ?? 0);
    case 'boolean':
      return (value) => value === 1;
    case 'json':
    case 'texts':
      return (value) => JSON.parse(value as string);
    default:
      return undefined;
  }
}

function encodeList(column: ColumnFacts): (values: readonly unknown[]) => unknown {
  const one = encode(column);
  // Scaled integers are written digit by digit: JSON.stringify takes no bigint.
  if (column.storage === 'decimal') return (values) => `[${values.map((value) => String(one?.(value))).join(',')}]`;
  return (values) => JSON.stringify(one ? values.map(one) : values);
}

function truncate(column: ColumnFacts, expression: Fragment, unit: DateUnit): Fragment {
  if (unit === 'week') return sql`date(${expression}, 'weekday 0', '-6 days')`;
  if (unit !== 'hour') return sql`substr(${expression}, 1, ${sql.lit(unitLengths[unit])})`;
  return column.storage === 'date' ? sql`(${expression} || 'T00')` : sql`substr(${expression}, 1, 13)`;
}

/** How SQL is written for SQLite, and how values lie in it: decimals as scaled integers, dates as ISO text, lists as JSON text. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  schema: sqliteSchema,
  createQueryCompiler: () => new SqliteQueryCompiler(),
  columnType: (column) => columnTypes[column.storage],
  encode,
  decode,
  // A decimal may have 18 digits; as a JavaScript number it would lose the last ones.
  read: (column, expression) => (column.storage === 'decimal' ? sql`cast(${expression} as text)` : expression),
  parameter: (_column, placeholder) => placeholder,
  inList: (_column, expression, list) => sql`${expression} in (select value from json_each(${list}))`,
  encodeList,
  contains: (text, part) => sql`instr(${text}, ${part}) > 0`,
  startsWith: (text, part) => sql`substr(${text}, 1, length(${part})) = ${part}`,
  // substr(text, -0) is the whole text, so the place is counted from the front; a part longer than the text would count to before it.
  endsWith: (text, part) => sql`(length(${text}) >= length(${part}) and substr(${text}, length(${text}) - length(${part}) + 1) = ${part})`,
  has: (column, value) => sql`exists (select 1 from json_each(${column}) where value = ${value})`,
  same: (left, right) => sql`${left} is ${right}`,
  order: (expression, descending) => (descending ? sql`${expression} desc` : sql`${expression} asc`),
  truncate,
  average: (column, expression) =>
    column.storage === 'decimal' ? sql`avg(${expression}) / ${sql.raw(`1e${column.scale ?? 0}`)}` : sql`avg(${expression})`,
  changeOrder: 'seq',
  mayOrderChanges: sql`1`,
  tryLock: () => sql`1`,
  forUpdate: '',
};
