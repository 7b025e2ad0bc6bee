import { isDeepStrictEqual } from 'node:util';
import { isToMany } from './complete-record.ts';
import { decide } from './decide.ts';
import type { Row } from './row.ts';
import { readableIds } from './view-record.ts';
import type { WritePlace } from './write-transaction.ts';

/** What a change comes to once it is seen what its caller cannot see. */
export interface SeenChange {
  /** What differs from the record. A value that the caller may not read counts as different, for "no change" would tell it. */
  readonly data: Row;
  /** The relations in it that the caller sets anew, whose targets he must be able to read. */
  readonly targets: Row;
}

/**
 * Works out what a caller's values change. Links to records that he cannot read are not his to take away, and stay: he sets the list as he
 * sees it.
 */
export async function keepUnreadable(place: WritePlace, before: Row, given: Row): Promise<SeenChange> {
  const data: Row = {};
  const targets: Row = {};
  for (const [name, value] of Object.entries(given)) {
    const field = place.collection.fields.get(name);
    const readable = await mayRead(place, before, name);
    if (!field || !isToMany(field)) {
      if (readable && isDeepStrictEqual(before[name], value)) continue;
      data[name] = value;
      if (field?.relation) targets[name] = value;
      continue;
    }
    const present = before[name] as readonly (string | number)[];
    const seen = readable ? await readableIds(place, field.relation?.collection as string, present) : [];
    const wanted = value as readonly (string | number)[];
    if (readable && isDeepStrictEqual(seen, wanted)) continue;
    targets[name] = wanted.filter((id) => !seen.includes(id));
    const unseen = present.filter((id) => !seen.includes(id) && !wanted.includes(id));
    data[name] = [...wanted, ...unseen];
  }
  return { data, targets };
}

/** Whether the caller may read a field of a stored record. */
export async function mayRead({ engine, scope, collection }: WritePlace, record: Row, name: string): Promise<boolean> {
  const view = scope.read(collection.name);
  if (!view.lookup.field(name)) return false;
  const when = view.fields.get(name);
  return when === undefined || decide(engine, { collection, record }, when);
}
