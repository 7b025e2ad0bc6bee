import { isDeepStrictEqual } from 'node:util';
import type { Image } from '../changes/change.ts';
import { AppError } from '../errors.ts';
import { checkData } from './check-data.ts';
import { heldFields, missingValue } from './complete-record.ts';
import { createRecord } from './create.ts';
import type { Engine } from './engine.ts';
import { historyPlace } from './history-place.ts';
import { idCondition } from './id-condition.ts';
import { readStored } from './read-stored.ts';
import type { RevisionChoice } from './records.ts';
import type { Row } from './row.ts';
import type { Scope } from './scope.ts';
import { toRevision } from './to-revision.ts';
import { changeRecord, findWritable } from './update.ts';
import { viewImage } from './view-image.ts';
import { type ViewPlace, viewRecord } from './view-record.ts';
import { writeTransaction } from './write-transaction.ts';

interface Restoring extends RevisionChoice {
  readonly collection: string;
  readonly id: string | number;
}

/**
 * Gives a record the values that it had after a change, as far as the caller may read and write them; a record that is gone is made again.
 * It is a write like any other: rules, hooks, a new version.
 */
export async function restoreRevision(engine: Engine, scope: Scope, call: Restoring): Promise<Row> {
  const place = await historyPlace(engine, scope, call);
  const [change] = await engine.changes.ofRecord(place.collection.name, call.id, { below: call.seq + 1, limit: 1 });
  const known = change?.seq === call.seq && (await toRevision(place, change)) !== undefined;
  const image = known ? (change.after ?? change.before) : undefined;
  const seen = image && (await viewImage(place, image));
  if (!image || !seen) throw new AppError('not_found');
  return writeTransaction(place, async () => {
    const [present] = await readStored(engine, place.collection, idCondition(place.collection, call.id));
    const record = present ? await bringBack(place, call, { image, seen, present }) : await makeAgain(place, call, { image, seen });
    return (await viewRecord(place, record)) ?? { id: record['id'] };
  });
}

interface Past {
  readonly image: Image;
  /** What the caller may read of it. */
  readonly seen: Row;
}

async function bringBack(place: ViewPlace, { id, version }: Restoring, { image, seen, present }: Past & { present: Row }): Promise<Row> {
  const write = await place.scope.write(place.collection, 'update');
  const before = await findWritable(place, write, { id, change: version === undefined ? {} : { version, data: seen } });
  // What is as it was is left alone: of a list he may see only a part, and would write only that.
  const names = Object.keys(seen).filter((name) => write.writable.has(name) && !isDeepStrictEqual(present[name], image[name]));
  const data = Object.fromEntries(names.map((name) => [name, seen[name]]));
  return changeRecord(place, write, { before, data: checkData(place.collection, data, write.writable) });
}

async function makeAgain(place: ViewPlace, { version }: Restoring, { image, seen }: Past): Promise<Row> {
  if (version !== undefined) throw new AppError('precondition_failed');
  const write = await place.scope.write(place.collection, 'create');
  // What it would have anyway is not written: that might not be allowed.
  const named = heldFields(place.collection).filter((field) => write.writable.has(field.name) && field.name in seen);
  const unlike = named.filter((field) => !isDeepStrictEqual(seen[field.name], missingValue(field)));
  const data = Object.fromEntries(unlike.map(({ name }) => [name, seen[name]]));
  return createRecord(place, write, { ...checkData(place.collection, data, write.writable), id: image['id'] });
}
