import { AppError } from '../errors.ts';
import { checkData, type WrittenData } from './check-data.ts';
import { heldFields, missingValue } from './complete-record.ts';
import { createRecord } from './create.ts';
import { exists } from './decide.ts';
import type { Engine } from './engine.ts';
import { idCondition } from './id-condition.ts';
import type { Put } from './records.ts';
import type { Row } from './row.ts';
import type { Scope } from './scope.ts';
import { changeRecord, findWritable } from './update.ts';
import { viewRecord } from './view-record.ts';
import { knownCollection, type WritePlace, writeTransaction } from './write-transaction.ts';

/** Creates the record with this id, or replaces every field that the caller may write; fields that are not given get their defaults. */
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
    const there = await exists(engine, collection, byId);
    if (!there && call.version !== undefined) throw new AppError('precondition_failed');
    const record = there ? await replace(place, call) : await createAt(place, call);
    return { row: (await viewRecord(place, record)) ?? { id: record['id'] }, created: !there };
  });
}

async function replace(place: WritePlace, call: { id: string | number; data: WrittenData; version?: number | undefined }): Promise<Row> {
  const { collection, scope } = place;
  const write = await scope.write(collection, 'update');
  const given = checkData(collection, call.data, write.writable);
  const before = await findWritable(place, write, {
    id: call.id,
    change: call.version === undefined ? {} : { version: call.version, data: call.data },
  });
  const rest = heldFields(collection).filter((field) => write.writable.has(field.name) && !(field.name in given));
  const defaults = Object.fromEntries(rest.map((field) => [field.name, missingValue(field)]));
  // A required field that is missing is told the same way as a null.
  return changeRecord(place, write, { before, data: checkData(collection, { ...defaults, ...given }, write.writable) });
}

async function createAt(place: WritePlace, call: { id: string | number; data: WrittenData }): Promise<Row> {
  const { collection, scope } = place;
  // The database numbers these itself; a number from outside would meet one of its own one day.
  if (collection.id === 'integer' && scope.caller !== undefined) throw new AppError('not_found');
  const write = await scope.write(collection, 'create');
  const given = checkData(collection, call.data, write.writable);
  return createRecord(place, write, { ...given, id: call.id });
}
