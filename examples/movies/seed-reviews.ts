import type { MoviesSeed } from './movies-seed.ts';

const reviewers = ['Ada', 'Ben', 'Chiara', 'Dmitri', 'Eva', 'Farid', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Keiko', 'Lena'];
const reviewsEach = 20;
const words = ['Not for me.', 'I expected more.', 'Good company for an evening.', 'I would see it again.', 'I have seen it again already.'];

/** Twelve users who each review twenty of the best known films. Everything follows from the data, so every installation has the same. */
export async function seedReviews({ records, progress }: MoviesSeed): Promise<void> {
  const present = await records.list('users', { where: { email: address('Ada') }, limit: 1 });
  if (present.items.length > 0) return;
  const known = await records.list('films', { sort: ['-imdbVotes', 'catalogue'], limit: 100 });
  const bar = progress('reviews', reviewers.length * reviewsEach);
  // One transaction: either all of it is there, or the next start begins anew.
  await records.transaction(async (inside) => {
    for (const [number, name] of reviewers.entries()) {
      const author = await inside.create('users', { email: address(name), name });
      for (let turn = 0; turn < reviewsEach; turn++) {
        const film = known.items[(number * 7 + turn * 3) % known.items.length];
        if (film) await inside.create('reviews', { film: film.id, author: author.id, ...opinion(film.imdbRating, number + turn) });
        bar.advance();
      }
    }
  });
  bar.done();
}

function address(name: string): string {
  return `${name.toLowerCase()}@example.com`;
}

/** Follows the film's rating, with a star more or less for taste; every sixth review is still a draft. */
function opinion(rating: number | null, taste: number) {
  const stars = Math.min(5, Math.max(1, Math.round((rating ?? 6) / 2) + (taste % 3) - 1));
  return { stars, text: words[stars - 1] ?? null, status: taste % 6 === 5 ? ('draft' as const) : ('published' as const) };
}
