import { AppError } from '../errors.ts';
import { and } from '../where/combine.ts';
import { appendChange } from './append-change.ts';
import { applyHookChanges } from './apply-hook-changes.ts';
import type { Engine } from './engine.ts';
import type { WriteEvent } from './hooks.ts';
import { idCondition } from './id-condition.ts';
import { readStored } from './read-stored.ts';
import { gatherReturning } from './returning.ts';
import type { Row } from './row.ts';
import { runCommitHooks, runWriteHooks } from './run-hooks.ts';
import type { Scope } from './scope.ts';
import { sealSecrets } from './secrets.ts';
import { updateRecord } from './store-record.ts';
import { viewRecord } from './view-record.ts';
import { knownCollection, type WritePlace, writeTransaction } from './write-transaction.ts';

/**
 * Brings a record back from the trash, with those that its deletion brought there because of it. Whoever sees it in the trash may do so.
 * Throws `reference_violation` where what it belongs to is in the trash itself, and `unique_violation` where a value has been taken since.
 */
export async function restore(
  engine: Engine,
  scope: Scope,
  call: { collection: string; id: string | number; version?: number },
): Promise<Row> {
  const collection = knownCollection(engine, call.collection);
  const place = { engine, scope, collection };
  await scope.prepareQuery(collection.name, {});
  scope.readable(collection.name);
  if (collection.softDelete === undefined) throw new AppError('not_found');
  await scope.write(collection, 'delete');
  const where = and(idCondition(collection, call.id), await scope.trash(collection));
  return writeTransaction(place, async () => {
    const [row] = await readStored(engine, collection, where);
    if (!row) throw new AppError('not_found');
    if (call.version !== undefined && call.version !== row['version']) throw new AppError('precondition_failed');
    const returning = await gatherReturning(engine, { collection, row });
    const restored: Row[] = [];
    for (const one of returning) restored.push(await restoreRecord({ engine, scope, collection: one.collection }, one.row['id'] as string));
    return (await viewRecord(place, restored[0] as Row)) ?? { id: row['id'] };
  });
}

/** To hooks it is an update of a record that was deleted before; to those who read the change log the record is there again. */
async function restoreRecord(place: WritePlace, id: string | number): Promise<Row> {
  const { engine, scope, collection } = place;
  // Read anew: what it refers to may have come back a moment ago.
  const [before] = (await readStored(engine, collection, idCondition(collection, id))) as [Row];
  const event: WriteEvent = {
    collection: collection.name,
    action: 'update',
    id,
    data: {},
    before,
    after: undefined,
    caller: scope.caller,
    records: engine.records,
  };
  await runWriteHooks(engine, 'beforeWrite', event);
  const data: Row = { ...(await applyHookChanges(place, {}, event.data)), deletedAt: null, deletedWith: null };
  sealSecrets(engine, collection, { id, data });
  const record: Row = { ...before, ...data, updatedAt: engine.now().toISOString(), version: (before['version'] as number) + 1 };
  await updateRecord(engine, collection, { record, names: [...Object.keys(data), 'updatedAt', 'version'] });
  await appendChange(place, { action: 'create', before: undefined, after: record });
  const after = { ...event, after: record };
  await runWriteHooks(engine, 'afterWrite', after);
  runCommitHooks(engine, after);
  return record;
}
