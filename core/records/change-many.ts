import { and } from '../where/combine.ts';
import { splitOperations } from './atomic-operators.ts';
import { checkData, type WrittenData } from './check-data.ts';
import type { Engine } from './engine.ts';
import { readStored } from './read-stored.ts';
import type { Count } from './records.ts';
import { removeRecords } from './remove-records.ts';
import type { Scope } from './scope.ts';
import { changeRecord } from './update.ts';
import { workOut } from './work-out.ts';
import { knownCollection, writeTransaction } from './write-transaction.ts';

/** Changes all records that match and that the caller may both read and change, in one transaction; hooks run for each. */
export async function updateMany(
  engine: Engine,
  scope: Scope,
  call: { collection: string; where: unknown; data: WrittenData },
): Promise<Count> {
  const collection = knownCollection(engine, call.collection);
  const place = { engine, scope, collection };
  const write = await scope.write(collection, 'update');
  await scope.prepareQuery(collection.name, { where: call.where });
  const { plain, operations } = splitOperations(collection, call.data, write.writable);
  const given = checkData(collection, plain, write.writable);
  const where = and(scope.where(collection.name, call.where), scope.read(collection.name).rows, write.rows);
  return writeTransaction(place, async () => {
    const rows = await readStored(engine, collection, where);
    for (const before of rows) {
      const worked = await workOut(place, write, { before, operations });
      await changeRecord(place, write, { before, data: { ...given, ...worked } });
    }
    return { count: rows.length };
  });
}

/** Deletes all records that match and that the caller may both read and delete, in one transaction; hooks run for each. */
export async function deleteMany(engine: Engine, scope: Scope, call: { collection: string; where: unknown }): Promise<Count> {
  const collection = knownCollection(engine, call.collection);
  const place = { engine, scope, collection };
  const write = await scope.write(collection, 'delete');
  await scope.prepareQuery(collection.name, { where: call.where });
  const where = and(scope.where(collection.name, call.where), scope.read(collection.name).rows, write.rows);
  return writeTransaction(place, async () => {
    const rows = await readStored(engine, collection, where);
    if (rows.length > 0) await removeRecords(place, rows);
    return { count: rows.length };
  });
}
