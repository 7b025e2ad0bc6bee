import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../errors.ts';
import { and } from '../where/combine.ts';
import { type Condition, everything } from '../where/condition.ts';
import { appendChange } from './append-change.ts';
import { applyHookChanges } from './apply-hook-changes.ts';
import { splitOperations } from './atomic-operators.ts';
import { checkData } from './check-data.ts';
import { checkFinished, checkWritableFields } from './check-finished.ts';
import { checkTargets } from './check-targets.ts';
import { decide } from './decide.ts';
import type { Engine } from './engine.ts';
import type { WriteEvent } from './hooks.ts';
import { idCondition } from './id-condition.ts';
import { keepUnreadable } from './keep-unreadable.ts';
import { readStored } from './read-stored.ts';
import type { Change } from './records.ts';
import { refuseWrite } from './refuse.ts';
import type { Row } from './row.ts';
import { runCommitHooks, runWriteHooks } from './run-hooks.ts';
import type { Scope, WriteScope } from './scope.ts';
import { sealSecrets } from './secrets.ts';
import { updateRecord } from './store-record.ts';
import { versionConflict } from './version-conflict.ts';
import { viewRecord } from './view-record.ts';
import { workOut } from './work-out.ts';
import { knownCollection, type WritePlace, writeTransaction } from './write-transaction.ts';

/** Changes a record. One that changes nothing leaves it as it is: same version, no event. */
export async function update(
  engine: Engine,
  scope: Scope,
  call: { collection: string; id: string | number; change: Change },
): Promise<Row> {
  const collection = knownCollection(engine, call.collection);
  const place = { engine, scope, collection };
  const write = await scope.write(collection, 'update');
  await scope.prepareQuery(collection.name, { where: call.change.where });
  const { plain, operations } = splitOperations(collection, call.change.data, write.writable);
  const given = checkData(collection, plain, write.writable);
  return writeTransaction(place, async () => {
    const before = await findWritable(place, write, call);
    const worked = await workOut(place, write, { before, operations });
    const record = await changeRecord(place, write, { before, data: { ...given, ...worked } });
    return (await viewRecord(place, record)) ?? { id: record['id'] };
  });
}

/** What a write asks of the record before it. */
export interface Only {
  readonly id: string | number;
  readonly change?: { readonly where?: unknown; readonly version?: number; readonly data?: Row };
}

/** The stored record that is to be written, locked. Throws what the caller is to be told where it may not be written, or is not what he thinks. */
export async function findWritable(place: WritePlace, write: WriteScope, only: Only): Promise<Row> {
  const { engine, scope, collection } = place;
  const { where, version } = only.change ?? {};
  const condition: Condition = where === undefined ? everything : scope.where(collection.name, where);
  const [before] = await readStored(engine, collection, and(idCondition(collection, only.id), write.rows));
  if (!before) throw await refuseWrite(place, only.id);
  // Whoever says what the record is like must be able to read it, else his conditions would be questions about it.
  const asked = where === undefined && version === undefined ? everything : and(condition, scope.read(collection.name).rows);
  if (!(await decide(engine, { collection, record: before }, asked))) throw new AppError('not_found');
  if (version !== undefined && before['version'] !== version)
    throw await versionConflict(place, before, { version, data: only.change?.data });
  if (version === undefined && collection.requireVersion && scope.caller !== undefined) throw new AppError('precondition_required');
  return before;
}

/** A change of a record that was read in the same transaction. */
export interface RecordChange {
  readonly before: Row;
  readonly data: Row;
  /** The fields that the caller wrote himself; all of `data` by default. */
  readonly named?: readonly string[];
}

/** Stores a change of a record that was read in the same transaction, hooks and rules included; answers it whole. */
export async function changeRecord(place: WritePlace, write: WriteScope, change: RecordChange): Promise<Row> {
  const { engine, scope, collection } = place;
  const { before, named = Object.keys(change.data) } = change;
  await checkWritableFields(place, write, { record: before, names: named });
  const seen = await keepUnreadable(place, before, change.data);
  await checkTargets(place, seen.targets);
  let { data } = seen;
  const hooks = engine.hooks.has(collection.name);
  const id = before['id'] as string | number;
  const event: WriteEvent = {
    collection: collection.name,
    action: 'update',
    id,
    data: hooks ? { ...data } : data,
    before,
    after: undefined,
    caller: scope.caller,
    records: engine.records,
  };
  if (hooks) {
    await runWriteHooks(engine, 'beforeWrite', event);
    data = differences(before, await applyHookChanges(place, data, event.data));
  }
  const names = Object.keys(data);
  if (names.length === 0) return before;
  sealSecrets(engine, collection, { id, data });
  const record: Row = { ...before, ...data, updatedAt: engine.now().toISOString(), version: (before['version'] as number) + 1 };
  await updateRecord(engine, collection, { record, names: [...names, 'updatedAt', 'version'] });
  await checkFinished(place, write, { record, names: named });
  await appendChange(place, { action: 'update', before, after: record });
  if (hooks) {
    const after = { ...event, data, after: record };
    await runWriteHooks(engine, 'afterWrite', after);
    runCommitHooks(engine, after);
  }
  return record;
}

function differences(before: Row, data: Row): Row {
  return Object.fromEntries(Object.entries(data).filter(([name, value]) => !isDeepStrictEqual(before[name], value)));
}
