import type { Collection } from '../collections/collection.ts';
import { everything } from '../where/condition.ts';
import type { Engine } from './engine.ts';
import { holdersOf, type Id } from './holders.ts';
import { isTrashed, present } from './presence.ts';
import type { Row } from './row.ts';

/** Records by collection and id. */
export type RowTable = Map<Collection, Map<Id, Row>>;

/** The records that go with a deletion: to the trash, or for good. No record is in both. */
export interface Going {
  readonly toTrash: RowTable;
  readonly forGood: RowTable;
}

interface Level {
  readonly collection: Collection;
  readonly rows: readonly Row[];
}

/** The records that go when these are deleted: with them go those that cascade from them, each to the trash of its collection if it has one. */
export async function gatherGoing(engine: Engine, deleted: Level): Promise<Going> {
  const going: Going = { toTrash: new Map(), forGood: new Map() };
  const lost: Level[] = [];
  for (let levels: Level[] = [deleted]; levels.length > 0; ) {
    const next: Level[] = [];
    for (const { collection, rows } of levels) {
      if (collection.softDelete === undefined) {
        lost.push({ collection, rows });
        continue;
      }
      const ids = add(going.toTrash, collection, rows);
      if (ids.length === 0) continue;
      for (const reference of referencesTo(engine, collection, 'cascade')) {
        // What lies in the trash already belongs to the deletion that brought it there.
        const where = present(reference.holder);
        next.push({ collection: reference.holder, rows: await holdersOf(engine, reference, { ids, where }) });
      }
    }
    levels = next;
  }
  await gatherLost(engine, going, lost);
  return going;
}

/** The records that go for good when these do: those that cascade from them, and those in the trash that cannot be without them. */
export async function gatherPurged(engine: Engine, purged: Level): Promise<Going> {
  const going: Going = { toTrash: new Map(), forGood: new Map() };
  await gatherLost(engine, going, [purged]);
  return going;
}

async function gatherLost(engine: Engine, going: Going, lost: readonly Level[]): Promise<void> {
  for (let levels = lost; levels.length > 0; ) {
    const next: Level[] = [];
    for (const { collection, rows } of levels) {
      const ids = add(going.forGood, collection, rows);
      if (ids.length === 0) continue;
      for (const id of ids) going.toTrash.get(collection)?.delete(id);
      for (const reference of referencesTo(engine, collection, 'cascade')) {
        next.push({ collection: reference.holder, rows: await holdersOf(engine, reference, { ids, where: everything }) });
      }
      for (const reference of referencesTo(engine, collection, 'restrict')) {
        const { holder } = reference;
        if (holder.softDelete === undefined) continue;
        const holding = await holdersOf(engine, reference, { ids, where: everything });
        const gone = holding.filter((row) => isTrashed(holder, row) || going.toTrash.get(holder)?.has(row['id'] as Id));
        next.push({ collection: holder, rows: gone });
      }
    }
    levels = next;
  }
}

function referencesTo(engine: Engine, collection: Collection, onDelete: 'cascade' | 'restrict') {
  return (engine.references.get(collection.name) ?? []).filter(({ field }) => field.relation?.onDelete === onDelete);
}

/** Adds rows; answers the ids of those that were not there yet. */
function add(table: RowTable, collection: Collection, rows: readonly Row[]): Id[] {
  const there = table.get(collection) ?? new Map<Id, Row>();
  table.set(collection, there);
  const fresh = rows.filter((row) => !there.has(row['id'] as Id));
  for (const row of fresh) there.set(row['id'] as Id, row);
  return fresh.map((row) => row['id'] as Id);
}
