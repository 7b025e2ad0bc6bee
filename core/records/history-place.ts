import { AppError } from '../errors.ts';
import { and } from '../where/combine.ts';
import { exists } from './decide.ts';
import type { Engine } from './engine.ts';
import { idCondition } from './id-condition.ts';
import type { Scope } from './scope.ts';
import { viewImage } from './view-image.ts';
import type { ViewPlace } from './view-record.ts';
import { knownCollection } from './write-transaction.ts';

/** Throws `not_found` where there is no history for the caller: of a record that he may not read, and of one that is gone where he may not read how it was. */
export async function historyPlace(
  engine: Engine,
  scope: Scope,
  call: { readonly collection: string; readonly id: string | number },
): Promise<ViewPlace> {
  const known = knownCollection(engine, call.collection);
  await scope.prepareQuery(known.name, {});
  const collection = scope.readable(known.name);
  if (collection.history === undefined) throw new AppError('not_found');
  const place = { engine, scope, collection };
  if (await exists(engine, collection, and(idCondition(collection, call.id), scope.read(collection.name).rows))) return place;
  const [last] = await engine.changes.ofRecord(collection.name, call.id, { below: Number.MAX_SAFE_INTEGER, limit: 1 });
  const gone = last?.action === 'delete' && last.before !== undefined && (await viewImage(place, last.before)) !== undefined;
  if (!gone) throw new AppError('not_found');
  return place;
}
