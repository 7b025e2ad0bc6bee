import type { MoviesSeed } from './movies-seed.ts';

/** The id of each name. */
export type Ids = Map<string, string>;

type Records = MoviesSeed['records'];
type Named = 'directors' | 'distributors' | 'genres';

/** Makes the records of these names that are missing, and returns the ids of all. */
export async function seedNames(records: Records, collection: Named, names: ReadonlySet<string>): Promise<Ids> {
  const ids = await idsByName(records, collection);
  await records.transaction(async (inside) => {
    for (const name of names) {
      if (!ids.has(name)) ids.set(name, (await inside.create(collection, { name })).id);
    }
  });
  return ids;
}

async function idsByName(records: Records, collection: Named): Promise<Ids> {
  const ids: Ids = new Map();
  let cursor: string | undefined;
  do {
    const { items, next } = await records.list(collection, { limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    for (const { id, name } of items) ids.set(name, id);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return ids;
}
