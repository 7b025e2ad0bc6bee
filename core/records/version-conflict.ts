import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../errors.ts';
import type { Row } from './row.ts';
import { viewImage } from './view-image.ts';
import { viewRecord } from './view-record.ts';
import type { WritePlace } from './write-transaction.ts';

/** How far back the log is searched for the version that the caller has. */
const searched = 100;
const always = new Set(['version', 'updatedAt']);

/**
 * The refusal of a write that means another version: the present version, the record as the caller may read it, and the fields that differ
 * from the version he has (from the change log; where the log does not know it any more, from what he wrote). Says nothing that he may not read.
 */
export async function versionConflict(
  place: WritePlace,
  present: Row,
  meant: { version: number; data: Row | undefined },
): Promise<AppError> {
  const current = await viewRecord(place, present);
  // As he may read it, before `onRead` reshapes it: what he wrote, and what the log knows, is not reshaped either.
  const seen = await viewImage(place, present);
  if (!current || !seen) return new AppError('precondition_failed');
  const image = await imageAt(place, present, meant.version);
  // Both are seen with the caller's eyes, so that what he may not read cannot differ.
  const base = (image ? await viewImage(place, image) : meant.data) ?? {};
  const differs = Object.keys(seen).filter((name) => !always.has(name) && name in base && !isDeepStrictEqual(base[name], seen[name]));
  return new AppError('precondition_failed', { data: { version: present['version'], differs, current } });
}

async function imageAt({ engine, collection }: WritePlace, present: Row, version: number): Promise<Row | undefined> {
  const changes = await engine.changes.ofRecord(collection.name, present['id'] as string | number, {
    below: Number.MAX_SAFE_INTEGER,
    limit: searched,
  });
  return changes.find((change) => change.after?.['version'] === version)?.after;
}
