import { v7 as uuidv7 } from 'uuid';
import type { Collection, CollectionField } from '../collections/collection.ts';
import { deleteLinksPlan } from '../query/link-plans.ts';
import { bindPlan } from '../query/plan.ts';
import { deletePlan, updateAllPlan } from '../query/write-plans.ts';
import { appendChange } from './append-change.ts';
import { isToMany } from './complete-record.ts';
import type { Engine } from './engine.ts';
import { type Going, gatherGoing, gatherPurged } from './going.ts';
import type { Id } from './holders.ts';
import type { WriteEvent } from './hooks.ts';
import { letGo } from './let-go.ts';
import { isTrashed } from './presence.ts';
import type { Row } from './row.ts';
import { runCommitHooks, runWriteHooks } from './run-hooks.ts';
import { linkTable } from './store-record.ts';
import type { WritePlace } from './write-transaction.ts';

/**
 * Deletes records that were read in the same transaction, and all that must go with them, set by set: every record that is touched gets its
 * hooks and its version. They go to the trash where their collection has one. Throws `reference_violation` where a record that stays may not
 * lose what it refers to.
 */
export async function removeRecords(place: WritePlace, records: readonly Row[]): Promise<void> {
  await remove(place, await gatherGoing(place.engine, { collection: place.collection, rows: records }));
}

/** Deletes records in the trash for good. That they are gone has been told when they went there, so there is no more to say of them. */
export async function purgeRecords(place: WritePlace, records: readonly Row[]): Promise<void> {
  await remove(place, await gatherPurged(place.engine, { collection: place.collection, rows: records }));
}

async function remove(place: WritePlace, going: Going): Promise<void> {
  const { engine } = place;
  await letGo(engine, going);
  const deleted = [...going.toTrash, ...going.forGood].flatMap(([collection, rows]) =>
    [...rows.values()].filter((row) => !isTrashed(collection, row)).map((row) => ({ collection, row })),
  );
  const events = deleted.map(({ collection, row }) => deleteEvent(place, collection, row));
  for (const event of events) await runWriteHooks(engine, 'beforeWrite', event);
  const deletion = { deletedAt: engine.now().toISOString(), deletedWith: uuidv7() };
  for (const [collection, rows] of going.toTrash) await trashRows(engine, collection, { ids: [...rows.keys()], deletion });
  for (const [collection, rows] of going.forGood) await deleteRows(engine, collection, [...rows.keys()]);
  for (const { collection, row } of deleted)
    await appendChange({ ...place, collection }, { action: 'delete', before: row, after: undefined });
  for (const event of events) {
    await runWriteHooks(engine, 'afterWrite', event);
    runCommitHooks(engine, event);
  }
}

function deleteEvent({ engine, scope }: WritePlace, collection: Collection, row: Row): WriteEvent {
  return {
    collection: collection.name,
    action: 'delete',
    id: row['id'] as Id,
    data: {},
    before: row,
    after: undefined,
    caller: scope.caller,
    records: engine.records,
  };
}

interface Trashing {
  readonly ids: readonly Id[];
  /** One for all that a delete brings to the trash, so that they can come back together. */
  readonly deletion: { readonly deletedAt: string; readonly deletedWith: string };
}

async function trashRows(engine: Engine, collection: Collection, { ids, deletion }: Trashing): Promise<void> {
  if (ids.length === 0) return;
  const fields = ['deletedAt', 'deletedWith'].map((name) => collection.fields.get(name) as CollectionField);
  const plan = updateAllPlan(engine.planner, collection, fields);
  await engine.database.execute(plan, bindPlan(plan, [deletion.deletedAt, deletion.deletedWith, ids]));
}

async function deleteRows(engine: Engine, collection: Collection, ids: readonly Id[]): Promise<void> {
  for (const field of collection.fields.values()) {
    if (!isToMany(field)) continue;
    const plan = deleteLinksPlan(engine.planner, linkTable(engine, collection, field), 'source');
    await engine.database.execute(plan, bindPlan(plan, [ids]));
  }
  // Of links whose one end lies in the trash nobody has let go.
  for (const { holder, field } of engine.references.get(collection.name) ?? []) {
    if (!isToMany(field) || (holder.softDelete === undefined && collection.softDelete === undefined)) continue;
    const plan = deleteLinksPlan(engine.planner, linkTable(engine, holder, field), 'target');
    await engine.database.execute(plan, bindPlan(plan, [ids]));
  }
  const plan = deletePlan(engine.planner, collection);
  await engine.database.execute(plan, bindPlan(plan, [ids]));
}
