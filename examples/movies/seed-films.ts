import type { MoviesSeed } from './movies-seed.ts';
import { type Film, readFilms } from './read-films.ts';
import { type Ids, seedNames } from './seed-names.ts';

/** Films per transaction: each one is a wait for the disk, and a long one would keep other writers waiting. */
const batch = 400;

/** Plants the 3,201 films with their directors, distributors and genres. */
export async function seedFilms({ records, progress }: MoviesSeed): Promise<void> {
  const films = readFilms();
  const present = await filmsPresent(records);
  if (present >= films.length) return;
  const directors = await seedNames(records, 'directors', namesOf(films, 'director'));
  const distributors = await seedNames(records, 'distributors', namesOf(films, 'distributor'));
  const genres = await seedNames(records, 'genres', namesOf(films, 'genre'));
  const bar = progress('films', films.length);
  bar.advance(present);
  for (let start = present; start < films.length; start += batch) {
    const some = films.slice(start, start + batch);
    await records.transaction(async (inside) => {
      for (const { data, director, distributor, genre } of some) {
        const relations = { director: idOf(directors, director), distributor: idOf(distributors, distributor), genre: idOf(genres, genre) };
        await inside.create('films', { ...data, ...relations });
      }
    });
    bar.advance(some.length);
  }
  bar.done();
}

/** Films are written in the order of their catalogue numbers, so the greatest says how far an earlier start came. */
async function filmsPresent(records: MoviesSeed['records']): Promise<number> {
  const [all] = await records.aggregate('films', { max: ['catalogue'] });
  return all?.max?.catalogue ?? 0;
}

function namesOf(films: readonly Film[], part: 'director' | 'distributor' | 'genre'): Set<string> {
  return new Set(films.flatMap((film) => film[part] ?? []));
}

function idOf(ids: Ids, name: string | null): string | null {
  return name === null ? null : (ids.get(name) ?? null);
}
