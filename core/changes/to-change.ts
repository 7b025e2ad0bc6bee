import type { Collections } from '../collections/collection.ts';
import type { DatabaseRow } from '../database/database.ts';
import type { Change, Image } from './change.ts';

/** A change from its row in the log. */
export function toChange(collections: Collections, row: DatabaseRow): Change {
  const collection = row['collection'] as string;
  const caller = row['caller'] as string | null;
  return {
    position: Number(row['place']),
    seq: Number(row['seq']),
    collection,
    id: collections.get(collection)?.id === 'integer' ? Number(row['record']) : (row['record'] as string),
    action: row['action'] as Change['action'],
    before: toImage(row['before']),
    after: toImage(row['after']),
    caller: caller === null ? undefined : { collection: row['caller_collection'] as string, id: caller },
    requestId: (row['request'] as string | null) ?? undefined,
    at: row['at'] as string,
  };
}

function toImage(text: unknown): Image | undefined {
  return text === null ? undefined : (JSON.parse(text as string) as Image);
}
