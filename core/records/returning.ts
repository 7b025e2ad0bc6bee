import type { Collection, CollectionField } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import { linksPlan } from '../query/link-plans.ts';
import { bindPlan } from '../query/plan.ts';
import { updateAllPlan } from '../query/write-plans.ts';
import { and } from '../where/combine.ts';
import type { WhereField } from '../where/condition.ts';
import { isToMany } from './complete-record.ts';
import { collectionOf, type Engine } from './engine.ts';
import { holdersOf, type Id, inList } from './holders.ts';
import { trashed } from './presence.ts';
import type { Row } from './row.ts';
import { selectRows } from './select-rows.ts';
import { linkTable } from './store-record.ts';

/** A stored record and its collection. */
export interface PlacedRow {
  readonly collection: Collection;
  readonly row: Row;
}

/** A record cannot be there without what it refers to by such a relation. */
const binding: ReadonlySet<string | undefined> = new Set(['cascade', 'restrict']);

/**
 * The records that come back with one, itself first: those of the same deletion that hang on it. One of them that hangs on something else in
 * the trash too stays, and comes back with that. Throws `reference_violation` where the record itself hangs on something in the trash.
 */
export async function gatherReturning(engine: Engine, root: PlacedRow): Promise<PlacedRow[]> {
  const returning = await gatherHanging(engine, root);
  for (let blocked = true; blocked; ) {
    blocked = false;
    for (const [key, one] of returning) {
      const deletion = await heldBy(engine, one, returning);
      if (deletion === undefined) continue;
      if (one.row === root.row)
        throw new AppError('reference_violation', { detail: 'What this record belongs to is in the trash; restore that first.' });
      await moveToDeletion(engine, one, deletion);
      returning.delete(key);
      blocked = true;
    }
  }
  return [...returning.values()];
}

const keyOf = (collection: Collection, id: unknown): string => `${collection.name} ${String(id)}`;

async function gatherHanging(engine: Engine, root: PlacedRow): Promise<Map<string, PlacedRow>> {
  const deletion = root.row['deletedWith'] as string | null;
  const found = new Map([[keyOf(root.collection, root.row['id']), root]]);
  for (let level = [root]; level.length > 0; ) {
    const next: PlacedRow[] = [];
    for (const { collection, row } of level) {
      for (const reference of engine.references.get(collection.name) ?? []) {
        const { holder, field } = reference;
        if (holder.softDelete === undefined || !binding.has(field.relation?.onDelete)) continue;
        const where = and(trashed(holder), {
          kind: 'compare',
          field: holder.fields.get('deletedWith') as WhereField,
          op: 'eq',
          value: deletion,
        });
        for (const hanging of await holdersOf(engine, reference, { ids: [row['id'] as Id], where })) {
          const key = keyOf(holder, hanging['id']);
          if (found.has(key)) continue;
          const one = { collection: holder, row: hanging };
          found.set(key, one);
          next.push(one);
        }
      }
    }
    level = next;
  }
  return found;
}

/** The deletion of something in the trash that a record hangs on and that does not come back with it; undefined where there is none. */
async function heldBy(
  engine: Engine,
  { collection, row }: PlacedRow,
  returning: ReadonlyMap<string, PlacedRow>,
): Promise<string | undefined> {
  for (const field of collection.fields.values()) {
    if (field.kind !== 'relation' || !field.relation || !binding.has(field.relation.onDelete)) continue;
    const target = collectionOf(engine, field.relation.collection);
    if (target.softDelete === undefined) continue;
    const ids = (await targetsOf(engine, { collection, row }, field)).filter((id) => !returning.has(keyOf(target, id)));
    if (ids.length === 0) continue;
    const where = and(trashed(target), inList(target.fields.get('id') as WhereField, ids));
    const read = { field: target.fields.get('deletedWith') as CollectionField, when: undefined };
    const { rows } = await selectRows(engine, { collection: target, reads: [read], where, sort: [], limit: 1 });
    if (rows[0]) return rows[0]['deletedWith'] as string;
  }
  return undefined;
}

/** What a record refers to by a relation; of a list those in the trash, for others cannot hold it. */
async function targetsOf(engine: Engine, { collection, row }: PlacedRow, field: CollectionField): Promise<Id[]> {
  if (!isToMany(field)) return row[field.name] === null ? [] : [row[field.name] as Id];
  const links = linkTable(engine, collection, field);
  const { plan, values } = linksPlan(engine.planner, links, trashed(links.target));
  values[0] = [row['id']];
  return (await engine.database.query(plan, bindPlan(plan, values))).map((link) => link['target'] as Id);
}

async function moveToDeletion(engine: Engine, { collection, row }: PlacedRow, deletion: string): Promise<void> {
  const plan = updateAllPlan(engine.planner, collection, [collection.fields.get('deletedWith') as CollectionField]);
  await engine.database.execute(plan, bindPlan(plan, [deletion, [row['id']]]));
}
