import type { Collection } from '../collections/collection.ts';
import type { DateUnit } from '../database/dialect.ts';
import { AppError } from '../errors.ts';
import {
  type AggregateKey,
  type AggregateMeasure,
  type AggregatePlan,
  type AggregateSelect,
  aggregatePlan,
  type Measure,
} from '../query/aggregate-plan.ts';
import { bindPlan } from '../query/plan.ts';
import { and } from '../where/combine.ts';
import { everything } from '../where/condition.ts';
import type { ValueType } from '../where/operators.ts';
import { checkLimit } from './check-page.ts';
import type { Engine } from './engine.ts';
import type { AggregateQuery, Group } from './records.ts';
import { readOf } from './resolve-reads.ts';
import type { Scope } from './scope.ts';

const defaultLimit = 100;
const maxParts = 20;
const units: ReadonlySet<string> = new Set<DateUnit>(['year', 'month', 'week', 'day', 'hour']);
const measures = ['sum', 'avg', 'min', 'max', 'distinct'] as const satisfies readonly Measure[];
const numbers: ReadonlySet<ValueType> = new Set<ValueType>(['integer', 'number', 'decimal']);
const ordered: ReadonlySet<ValueType> = new Set<ValueType>(['integer', 'number', 'decimal', 'date', 'datetime', 'text', 'id', 'choice']);
const countable: ReadonlySet<ValueType> = new Set<ValueType>([...ordered, 'boolean']);

const allowed: Readonly<Record<Measure, ReadonlySet<ValueType>>> = {
  sum: numbers,
  avg: numbers,
  min: ordered,
  max: ordered,
  distinct: countable,
};

/** Numbers about the records that match and that the caller may read, in groups. Where a field may not be read it counts as null. */
export async function aggregate(engine: Engine, scope: Scope, call: { collection: string; query: AggregateQuery }): Promise<Group[]> {
  const { query } = call;
  await scope.prepareQuery(call.collection, { where: query.where });
  const collection = scope.readable(call.collection);
  const place = { scope, collection };
  const written = query.where === undefined ? everything : scope.where(collection.name, query.where);
  const keys = (query.groupBy ?? []).map((name) => groupKey(place, name));
  const asked = measures.flatMap((measure) => (query[measure] ?? []).map((name) => measureOf(place, measure, name)));
  if (keys.length > maxParts || asked.length > maxParts)
    throw new AppError('invalid_parameter', { detail: `An aggregate has at most ${maxParts} groups and ${maxParts} measures.` });
  const count = query.count === true || asked.length === 0;
  const select: AggregateSelect = {
    collection,
    where: and(scope.read(collection.name).rows, written),
    keys,
    measures: asked,
    count,
    sort: sortOf(query, keys, asked),
    limit: query.limit === undefined ? defaultLimit : checkLimit(query.limit),
  };
  const { plan, values, decode } = aggregatePlan(engine.planner, select);
  const rows = await engine.database.query(plan, bindPlan(plan, values));
  return rows.map((row) => toGroup(select, decode(row)));
}

interface Place {
  readonly scope: Scope;
  readonly collection: Collection;
}

function refuse(detail: string): never {
  throw new AppError('invalid_parameter', { detail });
}

function groupKey(place: Place, written: string): AggregateKey {
  const [name = '', unit, ...rest] = written.split(':');
  const read = readOf(place, name);
  if (rest.length > 0 || (unit !== undefined && !units.has(unit))) refuse(`groupBy cuts dates to ${[...units].join(', ')}.`);
  const { value } = read.field;
  if (unit !== undefined && value !== 'date' && value !== 'datetime') refuse(`groupBy cannot cut "${name}": it is no date.`);
  if (unit === 'hour' && value === 'date') refuse(`groupBy cannot cut "${name}" to hours: it is a day.`);
  if (!countable.has(value) || read.field.columns.length !== 1) refuse(`groupBy cannot group by "${name}".`);
  return { name: written, read, unit: unit as DateUnit | undefined };
}

function measureOf(place: Place, measure: Measure, name: string): AggregateMeasure {
  const read = readOf(place, name);
  if (!allowed[measure].has(read.field.value) || read.field.columns.length !== 1) refuse(`${measure} cannot be taken of "${name}".`);
  return { measure, read };
}

function sortOf(query: AggregateQuery, keys: readonly AggregateKey[], asked: readonly AggregateMeasure[]): AggregateSelect['sort'] {
  const written = query.sort === undefined ? [] : typeof query.sort === 'string' ? [query.sort] : query.sort;
  return written.map((sort) => {
    const descending = sort.startsWith('-');
    const name = descending ? sort.slice(1) : sort;
    if (name === 'count') return { by: { kind: 'count' }, descending };
    const key = keys.findIndex((one) => one.name === name);
    if (key >= 0) return { by: { kind: 'key', index: key }, descending };
    const measure = asked.findIndex((one) => `${one.measure}.${one.read.field.name}` === name);
    if (measure >= 0) return { by: { kind: 'measure', index: measure }, descending };
    return refuse('sort takes count, a group, or a measure that is asked for, such as sum.views.');
  });
}

function toGroup(select: AggregateSelect, row: ReturnType<AggregatePlan['decode']>): Group {
  const group: { -readonly [K in keyof Group]: Group[K] } = {
    key: Object.fromEntries(select.keys.map((key, index) => [key.name, row.keys[index]])),
  };
  if (select.count) group.count = row.count;
  for (const [index, { measure, read }] of select.measures.entries()) {
    const values = (group[measure] ?? {}) as Record<string, unknown>;
    values[read.field.name] = row.measures[index];
    (group as unknown as Record<string, unknown>)[measure] = values;
  }
  return group;
}
