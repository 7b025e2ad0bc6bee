import { date, defineConfig, integer, json, number, relation, reverse, select, text } from 'plinth';
import { demoCallers } from './demo-callers.ts';

/** A line of `topFilms`. */
interface TopFilm {
  readonly id: string;
  readonly title: string | null;
  readonly released: string | null;
  readonly imdbRating: number | null;
}

/** Names of directors, distributors and genres: everybody reads them, and only administrators write them. */
const name = text({ required: true, unique: true, max: 120 });

export default defineConfig({
  title: 'Movies',
  collections: {
    users: {
      auth: true,
      fields: {
        name: text({ required: true, max: 80 }),
        reviews: reverse('reviews', 'author'),
      },
      access: { read: true, update: ({ caller }) => ({ id: caller.id }) },
    },
    genres: {
      fields: { name, films: reverse('films', 'genre') },
      access: { read: true },
    },
    directors: {
      fields: { name, films: reverse('films', 'director') },
      access: { read: true },
    },
    distributors: {
      fields: { name, films: reverse('films', 'distributor') },
      access: { read: true },
    },
    films: {
      fields: {
        catalogue: integer({ required: true, unique: true, min: 1 }),
        title: text({ max: 200, index: true }),
        released: date(),
        certificate: select(['G', 'PG', 'PG-13', 'R', 'NC-17', 'Not Rated', 'Open']),
        minutes: integer({ min: 1 }),
        source: text({ max: 60 }),
        creativeType: text({ max: 60 }),
        budget: integer({ min: 0 }),
        usGross: integer({ min: 0 }),
        worldwideGross: integer({ min: 0 }),
        dvdSales: integer({ min: 0 }),
        tomatoes: integer({ min: 0, max: 100 }),
        imdbRating: number({ min: 0, max: 10 }),
        imdbVotes: integer({ min: 0 }),
        // Kept by the hook of reviews below; nobody writes it from outside.
        stars: number({ min: 1, max: 5, access: { write: false } }),
        director: relation('directors'),
        distributor: relation('distributors'),
        genre: relation('genres'),
        reviews: reverse('reviews', 'film'),
      },
      indexes: [['genre', '-imdbRating'], ['director', '-released'], ['-imdbVotes']],
      access: { read: true },
    },
    reviews: {
      fields: {
        film: relation('films', { required: true, onDelete: 'cascade' }),
        author: relation('users', { required: true, onDelete: 'cascade' }),
        stars: integer({ required: true, min: 1, max: 5 }),
        text: text({ max: 2000 }),
        status: select(['draft', 'published'], { default: 'draft' }),
      },
      indexes: [['film', '-createdAt'], { fields: ['author', 'film'], unique: true }],
      access: {
        read: ({ caller }) => ({ or: [{ status: 'published' }, { author: caller.id }] }),
        create: ({ caller }) => ({ author: caller.id }),
        update: ({ caller }) => ({ author: caller.id }),
        delete: ({ caller }) => ({ author: caller.id }),
      },
      hooks: {
        /** In the transaction of the review: a film's stars are never older than its reviews. */
        async afterWrite({ before, after, records }) {
          const film = (after ?? before)?.film;
          if (film === undefined) return;
          const [published] = await records.aggregate('reviews', { where: { film, status: 'published' }, avg: ['stars'] });
          // Not update: where the film is being deleted, and its reviews with it, there is none to change.
          await records.updateMany('films', { id: film }, { stars: published?.avg?.stars ?? null });
        },
      },
    },
  },
  functions: {
    topFilms: {
      input: { genre: text({ max: 120 }), limit: integer({ min: 1, max: 50, default: 10 }) },
      output: { films: json<readonly TopFilm[]>({ required: true }) },
      access: true,
      async run({ input, records }) {
        const { items } = await records.list('films', {
          where: { imdbVotes: { gte: 25_000 }, ...(input.genre === null ? {} : { genre: { name: input.genre } }) },
          sort: ['-imdbRating', '-imdbVotes'],
          limit: input.limit,
          fields: ['id', 'title', 'released', 'imdbRating'],
        });
        return { films: items };
      },
    },
  },
  plugins: [demoCallers()],
});
