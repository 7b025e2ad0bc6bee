import { isDeepStrictEqual } from 'node:util';
import type { CollectionField } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import { and, or } from '../where/combine.ts';
import type { Condition } from '../where/condition.ts';
import { checkData, type WrittenData } from './check-data.ts';
import { heldFields, missingValue } from './complete-record.ts';
import { createRecord } from './create.ts';
import { exists } from './decide.ts';
import type { Engine } from './engine.ts';
import { idCondition } from './id-condition.ts';
import { mayRead } from './keep-unreadable.ts';
import type { Put } from './records.ts';
import type { Row } from './row.ts';
import type { Scope } from './scope.ts';
import { changeRecord, findWritable } from './update.ts';
import { viewRecord } from './view-record.ts';
import { knownCollection, type WritePlace, writeTransaction } from './write-transaction.ts';

/** Creates the record with this id, or replaces every field that the caller may write; fields that are not given get their defaults, except those that he cannot read. */
export async function put(
  engine: Engine,
  scope: Scope,
  call: { collection: string; id: string | number; data: WrittenData; version?: number | undefined },
): Promise<Put> {
  const collection = knownCollection(engine, call.collection);
  const place = { engine, scope, collection };
  await scope.prepareQuery(collection.name, {});
  const byId = idCondition(collection, call.id);
  return writeTransaction(place, async () => {
    const there = await isThere(place, byId);
    if (!there && call.version !== undefined) throw new AppError('precondition_failed');
    const record = there ? await replace(place, call) : await createAt(place, call);
    return { row: (await viewRecord(place, record)) ?? { id: record['id'] }, created: !there };
  });
}

/**
 * Whether the record is there for the caller: he may read it, or may replace it unseen. Of others he learns nothing, unless he may create
 * one with an id that is taken.
 */
async function isThere(place: WritePlace, byId: Condition): Promise<boolean> {
  const { engine, scope, collection } = place;
  const readable = scope.read(collection.name).rows;
  const rows = await scope.write(collection, 'update').then(
    (write) => or(write.rows, readable),
    (error: unknown) => {
      if (error instanceof AppError) return readable;
      throw error;
    },
  );
  return exists(engine, collection, and(byId, rows));
}

async function replace(place: WritePlace, call: { id: string | number; data: WrittenData; version?: number | undefined }): Promise<Row> {
  const { collection, scope } = place;
  const write = await scope.write(collection, 'update');
  const given = checkData(collection, call.data, write.writable);
  const before = await findWritable(place, write, {
    id: call.id,
    change: call.version === undefined ? {} : { version: call.version, data: call.data },
  });
  const rest: CollectionField[] = [];
  for (const field of heldFields(collection)) {
    // What he cannot see he cannot have meant to take away: a secret stays that was read by nobody.
    if (write.writable.has(field.name) && !(field.name in given) && (await mayRead(place, before, field.name))) rest.push(field);
  }
  const defaults = Object.fromEntries(rest.map((field) => [field.name, missingValue(field)]));
  // A required field that is missing is told the same way as a null.
  const data = checkData(collection, { ...defaults, ...given }, write.writable);
  const named = Object.keys(data).filter((name) => name in given || !isDeepStrictEqual(before[name], data[name]));
  return changeRecord(place, write, { before, data, named });
}

async function createAt(place: WritePlace, call: { id: string | number; data: WrittenData }): Promise<Row> {
  const { collection, scope } = place;
  // The database numbers these itself; a number from outside would meet one of its own one day.
  if (collection.id === 'integer' && scope.caller !== undefined) throw new AppError('not_found');
  const write = await scope.write(collection, 'create');
  const given = checkData(collection, call.data, write.writable);
  // It is there, and not for this caller; that the id is taken cannot be hidden from whoever may create.
  const byId = idCondition(collection, call.id);
  if (await exists(place.engine, collection, and(byId, await scope.trash(collection))))
    throw new AppError('conflict', { detail: 'A record with this id is in the trash; restore it instead.' });
  if (await exists(place.engine, collection, byId)) throw new AppError('not_found');
  return createRecord(place, write, { ...given, id: call.id });
}
