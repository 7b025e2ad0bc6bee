import { sql } from 'kysely';
import type { Collection, CollectionField, Column } from '../collections/collection.ts';
import type { Fragment } from '../database/dialect.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { Placeholder, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';

/** The values of a record's columns, in the order in which the plans of this file take them. A point is five. */
export function columnValues(
  field: CollectionField,
  value: unknown,
  unitVector: (point: { lat: number; lon: number }) => readonly number[],
): unknown[] {
  if (field.storage !== 'point') return [value];
  if (value === null) return [null, null, null, null, null];
  const point = value as { lat: number; lon: number };
  return [point.lat, point.lon, ...unitVector(point)];
}

function parameter(column: Column, context: SqlContext): Fragment {
  return context.dialect.parameter(column, sql.val(new Placeholder(context.nextIndex(), context.dialect.encode(column))));
}

/** Inserts one record with the columns of `fields`; the one row that it returns has `id`. */
export function insertPlan(planner: Planner, collection: Collection, fields: readonly CollectionField[]): Plan {
  const key = `insert ${collection.name} ${fields.map((field) => field.name).join(',')}`;
  const { plan } = planner.plan(key, (context) => {
    const columns = fields.flatMap((field) => field.columns);
    const names = sql.join(columns.map((column) => sql.ref(column.name)));
    const values = sql.join(columns.map((column) => parameter(column, context)));
    return {
      fragment: sql`insert into ${sql.table(collection.table)} (${names}) values (${values}) returning ${sql.ref('id')} as ${sql.ref('id')}`,
      extra: undefined,
    };
  });
  return plan;
}

/** Sets the columns of `fields` in the record whose id is the last value. */
export function updatePlan(planner: Planner, collection: Collection, fields: readonly CollectionField[]): Plan {
  const key = `update ${collection.name} ${fields.map((field) => field.name).join(',')}`;
  const { plan } = planner.plan(key, (context) => {
    const columns = fields.flatMap((field) => field.columns);
    const sets = sql.join(columns.map((column) => sql`${sql.ref(column.name)} = ${parameter(column, context)}`));
    const id = parameter(idColumn(collection), context);
    return { fragment: sql`update ${sql.table(collection.table)} set ${sets} where ${sql.ref('id')} = ${id}`, extra: undefined };
  });
  return plan;
}

/** Sets the columns of `fields` to the same values in all records whose ids are in the last value, a list. */
export function updateAllPlan(planner: Planner, collection: Collection, fields: readonly CollectionField[]): Plan {
  const { plan } = planner.plan(`update all ${collection.name} ${fields.map((field) => field.name).join(',')}`, (context) => {
    const sets = sql.join(
      fields.flatMap(({ columns }) => columns).map((column) => sql`${sql.ref(column.name)} = ${parameter(column, context)}`),
    );
    const column = idColumn(collection);
    const list = sql.val(new Placeholder(context.nextIndex(), context.dialect.encodeList(column)));
    return {
      fragment: sql`update ${sql.table(collection.table)} set ${sets} where ${context.dialect.inList(column, sql.ref('id'), list)}`,
      extra: undefined,
    };
  });
  return plan;
}

/** Deletes the records whose ids are in the one value, a list. */
export function deletePlan(planner: Planner, collection: Collection): Plan {
  const { plan } = planner.plan(`delete ${collection.name}`, (context) => {
    const column = idColumn(collection);
    const list = sql.val(new Placeholder(context.nextIndex(), context.dialect.encodeList(column)));
    return {
      fragment: sql`delete from ${sql.table(collection.table)} where ${context.dialect.inList(column, sql.ref('id'), list)}`,
      extra: undefined,
    };
  });
  return plan;
}

export function idColumn(collection: Collection): Column {
  const column = collection.fields.get('id')?.columns[0];
  if (!column) throw new Error(`The collection "${collection.name}" has no id.`);
  return column;
}
