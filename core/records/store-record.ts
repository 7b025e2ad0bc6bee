import type { Collection, CollectionField } from '../collections/collection.ts';
import { clearLinksPlan, insertLinkPlan } from '../query/link-plans.ts';
import { bindPlan } from '../query/plan.ts';
import { columnValues, insertPlan, updatePlan } from '../query/write-plans.ts';
import { unitVector } from '../where/unit-vector.ts';
import { heldFields, isToMany } from './complete-record.ts';
import { collectionOf, type Engine } from './engine.ts';
import { present } from './presence.ts';
import type { Row } from './row.ts';

function vector(point: { lat: number; lon: number }): readonly number[] {
  const { x, y, z } = unitVector(point);
  return [x, y, z];
}

const valuesOf = (fields: readonly CollectionField[], record: Row): unknown[] =>
  fields.flatMap((field) => columnValues(field, record[field.name], vector));

/** Inserts a complete record, with its links; answers its id, which the database makes where ids are integers. */
export async function insertRecord(engine: Engine, collection: Collection, record: Row): Promise<string | number> {
  const held = heldFields(collection);
  const fields = held.filter((field) => field.columns.length > 0 && !(field.name === 'id' && record['id'] === null));
  const plan = insertPlan(engine.planner, collection, fields);
  const [row] = await engine.database.query(plan, bindPlan(plan, valuesOf(fields, record)));
  const id = row?.['id'] as string | number;
  for (const field of held)
    if (isToMany(field)) await insertLinks(engine, { collection, field, id }, record[field.name] as readonly unknown[]);
  return id;
}

/** Stores the named fields of a record that is already there. */
export async function updateRecord(
  engine: Engine,
  collection: Collection,
  change: { record: Row; names: readonly string[] },
): Promise<void> {
  const { record, names } = change;
  const id = record['id'] as string | number;
  const changed = names.map((name) => collection.fields.get(name) as CollectionField);
  const fields = changed.filter((field) => field.columns.length > 0);
  const plan = updatePlan(engine.planner, collection, fields);
  await engine.database.execute(plan, bindPlan(plan, [...valuesOf(fields, record), id]));
  for (const field of changed) {
    if (!isToMany(field)) continue;
    const links = linkTable(engine, collection, field);
    // Links to what lies in the trash stay: nobody sees them, so nobody means them, and they are back when it is.
    const remove = clearLinksPlan(engine.planner, links, present(links.target));
    remove.values[0] = [id];
    await engine.database.execute(remove.plan, bindPlan(remove.plan, remove.values));
    await insertLinks(engine, { collection, field, id }, record[field.name] as readonly unknown[]);
  }
}

async function insertLinks(
  engine: Engine,
  from: { collection: Collection; field: CollectionField; id: string | number },
  targets: readonly unknown[],
): Promise<void> {
  if (targets.length === 0) return;
  const plan = insertLinkPlan(engine.planner, linkTable(engine, from.collection, from.field));
  for (const [position, target] of targets.entries()) await engine.database.execute(plan, bindPlan(plan, [from.id, target, position]));
}

/** The join table of a to-many relation. */
export function linkTable(engine: Engine, holder: Collection, field: CollectionField) {
  return { holder, field, target: collectionOf(engine, (field.relation as { collection: string }).collection) };
}
