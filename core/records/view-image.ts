import type { Image } from '../changes/change.ts';
import { isToMany } from './complete-record.ts';
import { decideImage } from './decide-image.ts';
import { resolveReads } from './resolve-reads.ts';
import type { Row } from './row.ts';
import { readableIds, type ViewPlace } from './view-record.ts';

/**
 * What the caller may read of a record as it was; undefined where that is nothing. Rules are asked of the old values.
 * `onRead` has not run: what leaves must pass it, what is to be stored must not.
 */
export async function viewImage(place: ViewPlace, image: Image): Promise<Row | undefined> {
  const { engine, scope, collection } = place;
  const past = { collection, image };
  if (!(await decideImage(engine, past, scope.read(collection.name).rows))) return undefined;
  const row: Row = {};
  for (const { field, when } of resolveReads(scope, collection, undefined)) {
    if (!(field.name in image) || (when && !(await decideImage(engine, past, when)))) continue;
    const value = image[field.name];
    row[field.name] = isToMany(field)
      ? await readableIds(place, field.relation?.collection as string, value as (string | number)[])
      : value;
  }
  return row;
}
