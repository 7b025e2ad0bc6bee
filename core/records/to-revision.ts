import { isDeepStrictEqual } from 'node:util';
import type { Change, Image } from '../changes/change.ts';
import type { Revision } from './records.ts';
import type { Row } from './row.ts';
import { runReadHooks } from './run-hooks.ts';
import { viewImage } from './view-image.ts';
import type { ViewPlace } from './view-record.ts';

/** The caller learns of these by the revision itself. */
const untold = new Set(['updatedAt', 'version']);

/** A change with the caller's eyes; undefined where he would see nothing of it. */
export async function toRevision(place: ViewPlace, change: Change): Promise<Revision | undefined> {
  const before = await leaving(place, change.before);
  const after = await leaving(place, change.after);
  if (!before && !after) return undefined;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((name) => !untold.has(name));
  const differing = names.filter((name) => !isDeepStrictEqual(before?.[name] ?? null, after?.[name] ?? null));
  // A change of nothing but what he may not read must not show, not even by its time.
  if (change.action === 'update' && differing.length === 0) return undefined;
  return {
    seq: change.seq,
    action: change.action,
    version: ((change.after ?? change.before) as Image)['version'] as number,
    at: change.at,
    caller: change.caller ?? null,
    changes: differing.map((field) => ({ field, before: before?.[field] ?? null, after: after?.[field] ?? null })),
  };
}

async function leaving(place: ViewPlace, image: Image | undefined): Promise<Row | undefined> {
  const row = image && (await viewImage(place, image));
  if (row) await runReadHooks(place, [row]);
  return row;
}
