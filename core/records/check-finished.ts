import { decide } from './decide.ts';
import { refusal } from './refuse.ts';
import type { Row } from './row.ts';
import type { WriteScope } from './scope.ts';
import type { WritePlace } from './write-transaction.ts';

/** Sees to it that a record as it now lies in the database is one that the caller may leave behind. `names` are the fields he wrote himself. */
export async function checkFinished(
  place: WritePlace,
  write: WriteScope,
  finished: { record: Row; names: readonly string[] },
): Promise<void> {
  const stored = { collection: place.collection, record: finished.record };
  if (!(await decide(place.engine, stored, write.finished))) throw refusal(place.scope);
  await checkWritableFields(place, write, finished);
}

/** Sees to it that fields which may be written only in some records are written in no other. */
export async function checkWritableFields(
  place: WritePlace,
  write: WriteScope,
  written: { record: Row; names: readonly string[] },
): Promise<void> {
  for (const name of written.names) {
    const condition = write.fields.get(name);
    if (!condition) continue;
    if (!(await decide(place.engine, { collection: place.collection, record: written.record }, condition)))
      throw refusal(place.scope, name);
  }
}
