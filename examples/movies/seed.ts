import type { SeedContext } from 'plinth';
import type config from './plinth.config.ts';
import { seedFilms } from './seed-films.ts';
import { seedReviews } from './seed-reviews.ts';

/** What this seed is given: the verbs, checked against the fields of the config. */
export type MoviesSeed = SeedContext<typeof config>;

/** Plants the films, then a few users with their reviews. What is there already is left alone, also after an interrupted start. */
export default async function seed(context: MoviesSeed): Promise<void> {
  await seedFilms(context);
  await seedReviews(context);
}
