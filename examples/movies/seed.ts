import type { SeedContext } from 'plinth';
import { type Film, readFilms } from './read-films.ts';
import { seedReviews } from './seed-reviews.ts';

type Records = SeedContext['records'];

const batch = 400;

/** Plants the films, and a few users with their reviews. What is there already is left alone, also after an interrupted start. */
export default async function seed({ records, progress }: SeedContext): Promise<void> {
  const films = readFilms();
  const present = await filmsPresent(records);
  if (present < films.length) {
    const bar = progress('films', films.length);
    bar.advance(present);
    const names = await seedNames(records, films);
    for (let start = present; start < films.length; start += batch) {
      const some = films.slice(start, start + batch);
      await records.transaction(async (inside) => {
        for (const film of some) await inside.create('films', withRelations(film, names));
      });
      bar.advance(some.length);
    }
    bar.done();
  }
  await seedReviews({ records, progress });
}

/** Films are written in the order of their catalogue numbers, so the greatest says how far the seed came. */
async function filmsPresent(records: Records): Promise<number> {
  const [all] = await records.aggregate('films', { max: ['catalogue'] });
  return Number(all?.max?.['catalogue'] ?? 0);
}

type Names = Readonly<Record<'directors' | 'distributors' | 'genres', ReadonlyMap<string, unknown>>>;

async function seedNames(records: Records, films: readonly Film[]): Promise<Names> {
  return {
    directors: await seedNamed(
      records,
      'directors',
      films.map((film) => film.director),
    ),
    distributors: await seedNamed(
      records,
      'distributors',
      films.map((film) => film.distributor),
    ),
    genres: await seedNamed(
      records,
      'genres',
      films.map((film) => film.genre),
    ),
  };
}

/** Makes the records of these names that are missing, and returns the id of each name. */
async function seedNamed(records: Records, collection: string, names: readonly (string | null)[]): Promise<Map<string, unknown>> {
  const ids = await idsByName(records, collection);
  const missing = [...new Set(names)].filter((name) => name !== null && !ids.has(name));
  await records.transaction(async (inside) => {
    for (const name of missing) {
      const record = await inside.create(collection, { name });
      ids.set(String(name), record['id']);
    }
  });
  return ids;
}

async function idsByName(records: Records, collection: string): Promise<Map<string, unknown>> {
  const ids = new Map<string, unknown>();
  let cursor: string | null = null;
  do {
    const page = await records.list(collection, { fields: ['name'], limit: 500, ...(cursor === null ? {} : { cursor }) });
    for (const record of page.items) ids.set(String(record['name']), record['id']);
    cursor = page.next;
  } while (cursor !== null);
  return ids;
}

function withRelations({ data, director, distributor, genre }: Film, names: Names): Record<string, unknown> {
  return {
    ...data,
    director: director === null ? null : names.directors.get(director),
    distributor: distributor === null ? null : names.distributors.get(distributor),
    genre: genre === null ? null : names.genres.get(genre),
  };
}
