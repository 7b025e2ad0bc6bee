import { applyOperations, type SplitData } from './atomic-operators.ts';
import { checkData } from './check-data.ts';
import { isToMany } from './complete-record.ts';
import { mayRead } from './keep-unreadable.ts';
import { refusal } from './refuse.ts';
import type { Row } from './row.ts';
import type { WriteScope } from './scope.ts';
import { readableIds } from './view-record.ts';
import type { WritePlace } from './write-transaction.ts';

/**
 * The values that a body's operations come to, checked like any value. Refuses to work on what the caller may not read: `{ max: 10 }` would
 * be a question about it. Lists are worked on as he sees them.
 */
export async function workOut(
  place: WritePlace,
  write: WriteScope,
  given: { before: Row; operations: SplitData['operations'] },
): Promise<Row> {
  const { collection, scope } = place;
  const seen: Row = {};
  for (const name of given.operations.keys()) {
    if (!(await mayRead(place, given.before, name))) throw refusal(scope, name);
    const field = collection.fields.get(name);
    const value = given.before[name];
    seen[name] =
      field && isToMany(field) ? await readableIds(place, field.relation?.collection as string, value as (string | number)[]) : value;
  }
  return checkData(collection, applyOperations(collection, seen, given.operations), write.writable);
}
