import { v7 as uuidv7 } from 'uuid';
import { appendChange } from './append-change.ts';
import { applyHookChanges } from './apply-hook-changes.ts';
import { checkData, validationFailed, type WrittenData } from './check-data.ts';
import { checkFinished } from './check-finished.ts';
import { checkTargets } from './check-targets.ts';
import { completeRecord } from './complete-record.ts';
import type { Engine } from './engine.ts';
import type { WriteEvent } from './hooks.ts';
import { readId } from './id-condition.ts';
import type { Row } from './row.ts';
import { runCommitHooks, runWriteHooks } from './run-hooks.ts';
import type { Scope, WriteScope } from './scope.ts';
import { sealSecrets } from './secrets.ts';
import { insertRecord } from './store-record.ts';
import { viewRecord } from './view-record.ts';
import { knownCollection, type WritePlace, writeTransaction } from './write-transaction.ts';

/** Creates a record. Answers what its maker may read of it: `{ id }` where that is nothing. */
export async function create(engine: Engine, scope: Scope, call: { collection: string; data: WrittenData }): Promise<Row> {
  const collection = knownCollection(engine, call.collection);
  const place = { engine, scope, collection };
  const write = await scope.write(collection, 'create');
  await scope.prepareQuery(collection.name, {});
  const mayName = collection.id === 'text' || scope.caller === undefined;
  const writable = mayName ? new Set([...write.writable, 'id']) : write.writable;
  const given = checkData(collection, call.data, writable);
  return writeTransaction(place, async () => {
    const record = await createRecord(place, write, given);
    return (await viewRecord(place, record)) ?? { id: record['id'] };
  });
}

/** Stores a new record from checked data, hooks and rules included; answers it whole. Runs in the caller's transaction. */
export async function createRecord(place: WritePlace, write: WriteScope, given: Row): Promise<Row> {
  const { engine, scope, collection } = place;
  const id = newId(place, given);
  let data = given;
  await checkTargets(place, data);
  const hooks = engine.hooks.has(collection.name);
  const event: WriteEvent = {
    collection: collection.name,
    action: 'create',
    id,
    data: hooks ? { ...data } : data,
    before: undefined,
    after: undefined,
    caller: scope.caller,
    records: engine.records,
  };
  if (hooks) {
    await runWriteHooks(engine, 'beforeWrite', event);
    data = await applyHookChanges(place, given, event.data);
  }
  const now = engine.now().toISOString();
  const record = completeRecord(collection, { ...data, id: id ?? null, createdAt: now, updatedAt: now, version: 1 });
  sealSecrets(engine, collection, { id, data: record });
  record['id'] = await insertRecord(engine, collection, record);
  await checkFinished(place, write, { record, names: Object.keys(given) });
  await appendChange(place, { action: 'create', before: undefined, after: record });
  if (hooks) {
    const after = { ...event, id: record['id'] as string | number, after: record };
    await runWriteHooks(engine, 'afterWrite', after);
    runCommitHooks(engine, after);
  }
  return record;
}

/** The id of a new record; undefined where the database makes it. */
function newId({ collection }: WritePlace, given: Row): string | number | undefined {
  const named = given['id'];
  if (named === undefined || named === null) {
    if (collection.id === 'uuid') return uuidv7();
    if (collection.id === 'integer') return undefined;
    throw validationFailed([{ path: 'id', code: 'required', message: 'must be given' }]);
  }
  const id = readId(collection, named as string | number);
  if (id === undefined) throw validationFailed([{ path: 'id', code: 'invalid_value', message: 'is not an id of this collection' }]);
  return id;
}
