import type { Engine } from './engine.ts';
import type { DeleteOnly } from './records.ts';
import { removeRecords } from './remove-records.ts';
import type { Scope } from './scope.ts';
import { findWritable } from './update.ts';
import { knownCollection, writeTransaction } from './write-transaction.ts';

/** Deletes a record, and does to the records that refer to it what their relations say. */
export async function deleteOne(
  engine: Engine,
  scope: Scope,
  call: { collection: string; id: string | number; only: DeleteOnly },
): Promise<void> {
  const collection = knownCollection(engine, call.collection);
  const place = { engine, scope, collection };
  const write = await scope.write(collection, 'delete');
  await scope.prepareQuery(collection.name, { where: call.only.where });
  await writeTransaction(place, async () => {
    const before = await findWritable(place, write, { id: call.id, change: call.only });
    await removeRecords(place, [before]);
  });
}
