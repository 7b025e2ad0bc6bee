import type { MoviesSeed } from './movies-seed.ts';
import { seedFilms } from './seed-films.ts';
import { seedReviews } from './seed-reviews.ts';

/** Plants the films, then a few users with their reviews. What is there already is left alone, also after an interrupted start. */
export default async function seed(context: MoviesSeed): Promise<void> {
  await seedFilms(context);
  await seedReviews(context);
}
