import { AppError } from '../errors.ts';
import { checkLimit } from './check-page.ts';
import type { Engine } from './engine.ts';
import { historyPlace } from './history-place.ts';
import type { HistoryPage, HistoryQuery, Revision } from './records.ts';
import type { Scope } from './scope.ts';
import { toRevision } from './to-revision.ts';

const defaultLimit = 20;

/**
 * The revisions of a record, newest first, as far as the caller may read them: rules and field visibility apply to the old values too.
 * Throws `not_found` for a record that he may not read, and for one that is gone where he may not read how it was.
 */
export async function history(
  engine: Engine,
  scope: Scope,
  call: { readonly collection: string; readonly id: string | number; readonly query: HistoryQuery },
): Promise<HistoryPage> {
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

function readBefore(before: unknown): number {
  if (before === undefined) return Number.MAX_SAFE_INTEGER;
  if (typeof before !== 'number' || !Number.isSafeInteger(before) || before < 1)
    throw new AppError('invalid_parameter', { detail: 'before must be the seq of a revision.' });
  return before;
}
