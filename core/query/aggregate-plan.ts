import { sql } from 'kysely';
import type { Collection, Column } from '../collections/collection.ts';
import type { DatabaseRow } from '../database/database.ts';
import type { DateUnit, Fragment } from '../database/dialect.ts';
import { AppError } from '../errors.ts';
import type { Condition } from '../where/condition.ts';
import { conditionShape } from './condition-shape.ts';
import { conditionSql } from './condition-sql.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { fieldColumn } from './field-column.ts';
import type { FieldRead } from './field-read.ts';
import { Placeholder, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';

export type Measure = 'sum' | 'avg' | 'min' | 'max' | 'distinct';

/** A field whose values are put together; where it may not be read it counts as null. */
export interface AggregateMeasure {
  readonly measure: Measure;
  readonly read: FieldRead;
}

/** A field by which rows are put into groups, cut to a unit for dates. */
export interface AggregateKey {
  /** As it was asked for: `status`, `createdAt:month`. */
  readonly name: string;
  readonly read: FieldRead;
  readonly unit: DateUnit | undefined;
}

export interface AggregateSelect {
  readonly collection: Collection;
  readonly where: Condition;
  readonly keys: readonly AggregateKey[];
  readonly measures: readonly AggregateMeasure[];
  readonly count: boolean;
  /** Indexes into keys and measures, in order; `count` is the number of rows. */
  readonly sort: readonly { readonly by: AggregateSort; readonly descending: boolean }[];
  readonly limit: number;
}

export type AggregateSort = { readonly kind: 'key' | 'measure'; readonly index: number } | { readonly kind: 'count' };

export interface AggregatePlan {
  readonly plan: Plan;
  readonly values: unknown[];
  /** The answer for a row: the value of each key, of each measure, and the count. */
  readonly decode: (row: DatabaseRow) => { keys: unknown[]; measures: unknown[]; count: number };
}

/** Plans an aggregate. Walks for key and SQL go in the same order: where, keys, measures, limit. */
export function aggregatePlan(planner: Planner, select: AggregateSelect): AggregatePlan {
  const values: unknown[] = [];
  let key = `aggregate ${select.collection.name} ${conditionShape(select.where, values)}${select.count ? ' count' : ''} by `;
  for (const { read, unit } of select.keys) key += `${readShape(read, values)}:${unit ?? ''},`;
  for (const { read, measure } of select.measures) key += ` ${measure} ${readShape(read, values)}`;
  for (const { by, descending } of select.sort) key += ` ${descending ? '-' : '+'}${by.kind}${by.kind === 'count' ? '' : by.index}`;
  values.push(select.limit);
  const { plan, extra } = planner.plan<AggregatePlan['decode']>(key, (context) => buildAggregate(select, context));
  return { plan, values, decode: extra };
}

function readShape(read: FieldRead, values: unknown[]): string {
  return read.when ? `${read.field.name}?${conditionShape(read.when, values)}` : read.field.name;
}

function buildAggregate(select: AggregateSelect, context: SqlContext) {
  const at = { collection: select.collection, alias: context.nextAlias() };
  const where = conditionSql(select.where, at, context);
  const rows = [
    ...select.keys.map((key, index) => sql`${keySql(key, at, context)} as ${sql.ref(`k${index}`)}`),
    ...select.measures.map(({ read }, index) => sql`${effective(read, at, context)} as ${sql.ref(`v${index}`)}`),
  ];
  // Grouped over a subselect: PostgreSQL does not see that two expressions with parameters are the same.
  const inner = sql`select ${rows.length > 0 ? sql.join(rows) : sql`1 as one`} from ${sql.table(select.collection.table)} as ${sql.ref(at.alias)} where ${where}`;
  const keys = select.keys.map((key, index) => ({ key, expression: sql.ref(`g.k${index}`) as Fragment }));
  const measures = select.measures.map((measure, index) => measureSql(measure, sql.ref(`g.v${index}`), context));
  const limit = sql.val(new Placeholder(context.nextIndex()));
  const columns: Fragment[] = [
    ...keys.map(({ key, expression }, index) => sql`${readKey(key, expression, context)} as ${sql.ref(`k${index}`)}`),
    ...measures.map(({ expression }, index) => sql`${expression} as ${sql.ref(`m${index}`)}`),
    sql`count(*) as ${sql.ref('n')}`,
  ];
  const groupBy = keys.length > 0 ? sql` group by ${sql.join(keys.map((key) => key.expression))}` : sql``;
  const order = aggregateOrder(
    select,
    { keys: keys.map((key) => key.expression), measures: measures.map((measure) => measure.raw) },
    context,
  );
  const fragment: Fragment = sql`select ${sql.join(columns)} from (${inner}) as g${groupBy}${order} limit ${limit}`;
  const keyDecoders = select.keys.map((key) => (key.unit ? undefined : context.dialect.decode(fieldColumn(key.read.field))));
  return { fragment, extra: decodeGroup(keyDecoders, measures) };
}

function decodeGroup(
  keyDecoders: readonly (((value: unknown) => unknown) | undefined)[],
  measures: readonly { decode: (value: unknown) => unknown }[],
): AggregatePlan['decode'] {
  const apply = (decode: ((value: unknown) => unknown) | undefined, value: unknown) => (value === null || !decode ? value : decode(value));
  return (row) => ({
    keys: keyDecoders.map((decode, index) => apply(decode, row[`k${index}`])),
    measures: measures.map((measure, index) => apply(measure.decode, row[`m${index}`])),
    count: Number(row['n']),
  });
}

function effective(read: FieldRead, at: { collection: Collection; alias: string }, context: SqlContext): Fragment {
  const column = sql.ref(`${at.alias}.${fieldColumn(read.field).name}`);
  return read.when ? sql`case when ${conditionSql(read.when, at, context)} then ${column} end` : column;
}

function keySql(key: AggregateKey, at: { collection: Collection; alias: string }, context: SqlContext): Fragment {
  const value = effective(key.read, at, context);
  return key.unit ? context.dialect.truncate(fieldColumn(key.read.field), value, key.unit) : value;
}

function readKey(key: AggregateKey, expression: Fragment, context: SqlContext): Fragment {
  return key.unit ? expression : context.dialect.read(fieldColumn(key.read.field), expression);
}

function measureSql(measure: AggregateMeasure, value: Fragment, context: SqlContext) {
  const column = fieldColumn(measure.read.field);
  const { dialect } = context;
  const asNumber = (raw: unknown): number => Number(raw);
  switch (measure.measure) {
    case 'distinct': {
      const raw = sql`count(distinct ${value})`;
      return { raw, expression: raw, decode: asNumber };
    }
    case 'min':
    case 'max': {
      const raw = measure.measure === 'min' ? sql`min(${value})` : sql`max(${value})`;
      return { raw, expression: dialect.read(column, raw), decode: dialect.decode(column) ?? ((found: unknown) => found) };
    }
    case 'sum': {
      const raw = sql`sum(${value})`;
      return { raw, expression: dialect.read(column, raw), decode: sumDecoder(column, dialect.decode(column)) };
    }
    case 'avg': {
      const raw = dialect.average(column, value);
      return { raw, expression: raw, decode: asNumber };
    }
  }
}

function sumDecoder(column: Column, decode: ((value: unknown) => unknown) | undefined): (value: unknown) => unknown {
  if (column.storage === 'decimal') return (value) => (decode ? decode(value) : value);
  if (column.storage === 'real') return (value) => Number(value);
  return (value) => {
    const sum = Number(value);
    if (!Number.isSafeInteger(sum)) throw new AppError('number_out_of_range', { detail: 'The sum is too large to be kept exactly.' });
    return sum;
  };
}

function aggregateOrder(
  select: AggregateSelect,
  expressions: { keys: readonly Fragment[]; measures: readonly Fragment[] },
  context: SqlContext,
): Fragment {
  const asked = select.sort.map(({ by, descending }) => {
    if (by.kind === 'count') return context.dialect.order(sql`count(*)`, descending, false);
    const list = by.kind === 'key' ? expressions.keys : expressions.measures;
    return context.dialect.order(list[by.index] as Fragment, descending, true);
  });
  // The keys come last in any case, so that groups have one order.
  const all = [...asked, ...expressions.keys.map((key) => context.dialect.order(key, false, true))];
  return all.length > 0 ? sql` order by ${sql.join(all)}` : sql``;
}
