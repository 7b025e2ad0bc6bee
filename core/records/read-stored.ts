import type { Collection } from '../collections/collection.ts';
import type { Condition } from '../where/condition.ts';
import { heldFields } from './complete-record.ts';
import type { Engine } from './engine.ts';
import { loadLinks } from './load-links.ts';
import type { Row } from './row.ts';
import { selectRows } from './select-rows.ts';

const readsOf = new WeakMap<Collection, { field: ReturnType<typeof heldFields>[number]; when: undefined }[]>();

/**
 * The stored records that match, whole: hidden fields, sealed secrets and the ids of to-many relations included, whoever may read them.
 * They are locked until the transaction ends.
 */
export async function readStored(engine: Engine, collection: Collection, where: Condition): Promise<Row[]> {
  let reads = readsOf.get(collection);
  if (!reads) {
    reads = heldFields(collection).map((field) => ({ field, when: undefined }));
    readsOf.set(collection, reads);
  }
  const { rows } = await selectRows(engine, { collection, reads, where, sort: [], forUpdate: true });
  await loadLinks({ engine, scope: engine.system, collection }, rows, reads);
  return rows;
}
