import { setImmediate as pause } from 'node:timers/promises';
import type { Collection, CollectionField } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import { and } from '../where/combine.ts';
import type { Condition, WhereField } from '../where/condition.ts';
import type { Engine } from './engine.ts';
import { type Id, inList } from './holders.ts';
import { trashed } from './presence.ts';
import { readStored } from './read-stored.ts';
import { purgeRecords } from './remove-records.ts';
import { selectRows } from './select-rows.ts';

/** Records purged in one transaction: so few that writers do not wait for it. */
const step = 100;

/**
 * Deletes for good what has lain in the trash for as long as its collection says, in small steps; harmless where several processes do so at
 * once. What cannot be purged is told to the log and stays. Answers how many went.
 */
export async function purgeTrash(engine: Engine): Promise<number> {
  let gone = 0;
  for (const collection of engine.collections.values()) {
    if (collection.softDelete !== undefined) gone += await purgeCollection(engine, collection, collection.softDelete);
  }
  return gone;
}

async function purgeCollection(engine: Engine, collection: Collection, retention: number): Promise<number> {
  const deletedAt = collection.fields.get('deletedAt') as WhereField;
  const moment = new Date(engine.now().getTime() - retention).toISOString();
  const due = and(trashed(collection), { kind: 'compare', field: deletedAt, op: 'lte', value: moment });
  const id = collection.fields.get('id') as CollectionField;
  const sort = [{ hops: [], field: id, when: undefined, descending: false }];
  let gone = 0;
  let after: unknown[] | undefined;
  do {
    const { rows } = await selectRows(engine, {
      collection,
      reads: [{ field: id, when: undefined }],
      where: due,
      sort,
      after,
      limit: step,
    });
    const ids = rows.map((row) => row['id'] as Id);
    gone += await purgeStep(engine, { collection, due }, ids);
    after = ids.length === step ? [ids.at(-1)] : undefined;
    await pause();
  } while (after !== undefined);
  return gone;
}

interface Due {
  readonly collection: Collection;
  readonly due: Condition;
}

/** One that cannot be purged must not keep the others. */
async function purgeStep(engine: Engine, which: Due, ids: readonly Id[]): Promise<number> {
  if (ids.length === 0) return 0;
  try {
    return await purgeTogether(engine, which, ids);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') throw error;
    if (ids.length > 1) {
      let gone = 0;
      for (const id of ids) gone += await purgeStep(engine, which, [id]);
      return gone;
    }
    engine.log.error({ err: error, collection: which.collection.name, id: ids[0] }, 'a record could not be purged and stays in the trash');
    return 0;
  }
}

function purgeTogether(engine: Engine, { collection, due }: Due, ids: readonly Id[]): Promise<number> {
  return engine.database.transaction(async () => {
    // Some may have been restored, or gone with others, since they were looked for.
    const rows = await readStored(engine, collection, and(due, inList(collection.fields.get('id') as WhereField, ids)));
    if (rows.length > 0) await purgeRecords({ engine, scope: engine.system, collection }, rows);
    return rows.length;
  });
}
