import { isDeepStrictEqual } from 'node:util';
import type { Change, Image } from '../changes/change.ts';
import type { Collection } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import { and } from '../where/combine.ts';
import { checkLimit } from './check-page.ts';
import { exists } from './decide.ts';
import type { Engine } from './engine.ts';
import { idCondition } from './id-condition.ts';
import { put } from './put.ts';
import type { HistoryPage, HistoryQuery, Revision } from './records.ts';
import type { Row } from './row.ts';
import type { Scope } from './scope.ts';
import { update } from './update.ts';
import { viewImage } from './view-image.ts';
import { knownCollection } from './write-transaction.ts';

const defaultLimit = 20;
/** The caller learns of these by the revision itself. */
const untold = new Set(['updatedAt', 'version']);

interface HistoryCall {
  readonly collection: string;
  readonly id: string | number;
}

/**
 * The revisions of a record, newest first, as far as the caller may read them: rules and field visibility apply to the old values too.
 * Throws `not_found` for a record that he may not read, and for one that is gone where he may not read how it was.
 */
export async function history(engine: Engine, scope: Scope, call: HistoryCall & { query: HistoryQuery }): Promise<HistoryPage> {
  const place = await historyPlace(engine, scope, call);
  const limit = call.query.limit === undefined ? defaultLimit : checkLimit(call.query.limit);
  const revisions: Revision[] = [];
  let below = readBefore(call.query.before);
  for (let more = true; more && revisions.length <= limit; ) {
    const changes = await engine.changes.ofRecord(place.collection.name, call.id, { below, limit: limit + 1 });
    for (const change of changes) {
      const revision = await toRevision(place, change);
      if (revision) revisions.push(revision);
    }
    more = changes.length > limit;
    below = changes.at(-1)?.seq ?? below;
  }
  const items = revisions.slice(0, limit);
  return { items, next: revisions.length > limit ? (items.at(-1) as Revision).seq : null };
}

/** Gives a record the values that it had after a change. It is a write like any other: rules, hooks, a new version. */
export async function restoreRevision(engine: Engine, scope: Scope, call: HistoryCall & { seq: number }): Promise<Row> {
  const place = await historyPlace(engine, scope, call);
  const [change] = await engine.changes.ofRecord(place.collection.name, call.id, { below: call.seq + 1, limit: 1 });
  const revision = change?.seq === call.seq ? await toRevision(place, change) : undefined;
  const image = revision && (change?.after ?? change?.before);
  if (!image) throw new AppError('not_found');
  return engine.database.transaction(async () => {
    const there = await exists(engine, place.collection, idCondition(place.collection, call.id));
    const write = await scope.write(place.collection, there ? 'update' : 'create');
    const seen = await viewImage(place, image);
    const data = Object.fromEntries(Object.entries(seen ?? {}).filter(([name]) => write.writable.has(name)));
    if (there) return update(engine, scope, { collection: call.collection, id: call.id, change: { data } });
    return (await put(engine, scope, { collection: call.collection, id: call.id, data })).row;
  });
}

interface Place {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly collection: Collection;
}

async function historyPlace(engine: Engine, scope: Scope, call: HistoryCall): Promise<Place> {
  const known = knownCollection(engine, call.collection);
  await scope.prepareQuery(known.name, {});
  const collection = scope.readable(known.name);
  if (collection.history === undefined) throw new AppError('not_found');
  const byId = idCondition(collection, call.id);
  const place = { engine, scope, collection };
  if (await exists(engine, collection, and(byId, scope.read(collection.name).rows))) return place;
  const [last] = await engine.changes.ofRecord(collection.name, call.id, { below: Number.MAX_SAFE_INTEGER, limit: 1 });
  const gone = last?.action === 'delete' && last.before !== undefined && (await viewImage(place, last.before)) !== undefined;
  if (!gone) throw new AppError('not_found');
  return place;
}

/** A change with the caller's eyes; undefined where he would see nothing of it. */
async function toRevision(place: Place, change: Change): Promise<Revision | undefined> {
  const before = change.before && (await viewImage(place, change.before));
  const after = change.after && (await viewImage(place, change.after));
  if (!before && !after) return undefined;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((name) => !untold.has(name));
  const differing = names.filter((name) => !isDeepStrictEqual(before?.[name] ?? null, after?.[name] ?? null));
  // A change of nothing but what he may not read must not show, not even by its time.
  if (change.action === 'update' && differing.length === 0) return undefined;
  return {
    seq: change.seq,
    action: change.action,
    version: ((change.after ?? change.before) as Image)['version'] as number,
    at: change.at,
    caller: change.caller ?? null,
    changes: differing.map((field) => ({ field, before: before?.[field] ?? null, after: after?.[field] ?? null })),
  };
}

function readBefore(before: unknown): number {
  if (before === undefined) return Number.MAX_SAFE_INTEGER;
  if (typeof before !== 'number' || !Number.isSafeInteger(before) || before < 1)
    throw new AppError('invalid_parameter', { detail: 'before must be the seq of a revision.' });
  return before;
}
