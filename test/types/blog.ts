import { defineConfig } from '../../core/config/define-config.ts';
import { fn } from '../../core/config/fn.ts';
import {
  boolean,
  date,
  datetime,
  decimal,
  geoPoint,
  integer,
  json,
  number,
  relation,
  reverse,
  secret,
  select,
  text,
} from '../../core/schema.ts';

interface Settings {
  readonly theme: string;
}

/** A config with every kind of field, every kind of id, rules, hooks and functions; the type tests are about it. */
export const blog = defineConfig({
  title: 'Blog',
  collections: {
    users: {
      auth: { claims: ['role', 'age'] },
      fields: {
        name: text({ max: 80 }),
        role: select(['member', 'editor'], { default: 'member', access: { write: false } }),
        age: integer(),
        token: secret(),
        note: text({ hidden: true }),
        posts: reverse('posts', 'author'),
      },
      access: { read: true, update: ({ caller }) => ({ id: caller.id }) },
    },
    posts: {
      fields: {
        title: text({ required: true, max: 200 }),
        body: text(),
        status: select(['draft', 'published'], { default: 'draft' }),
        labels: select(['a', 'b'], { many: true }),
        views: integer({ default: 0, min: 0 }),
        rating: number(),
        price: decimal({ precision: 10, scale: 2 }),
        pinned: boolean({ default: false }),
        day: date(),
        publishedAt: datetime(),
        settings: json<Settings, { required: true }>({ required: true }),
        place: geoPoint(),
        internal: text({ hidden: true }),
        draftNote: text({ access: { read: ({ caller }) => ({ author: caller.id }) } }),
        author: relation('users', { required: true, onDelete: 'cascade' }),
        section: relation('sections'),
        tags: relation('tags', { many: true }),
        comments: reverse('comments', 'post'),
      },
      indexes: [['status', '-createdAt'], { fields: ['author', 'title'], unique: true }],
      access: {
        read: ({ caller }) => ({ or: [{ status: 'published' }, { author: caller.id }, { author: { role: 'editor' } }] }),
        create: ({ caller }) => caller.claims.role === 'editor' || { author: caller.id },
        update: { before: ({ caller }) => ({ author: caller.id, status: 'draft' }), after: ({ caller }) => ({ author: caller.id }) },
        delete: async ({ caller, now }) => ({ author: caller.id, createdAt: { lte: now } }),
      },
      hooks: {
        async beforeWrite({ data, records }) {
          if (data.author === undefined) return;
          const author = await records.get('users', data.author);
          data.title = `${author.name ?? ''}: ${data.title ?? ''}`;
        },
      },
    },
    sections: { id: 'integer', fields: { name: text({ required: true }), lead: relation('users') }, access: { read: true } },
    tags: { id: 'text', fields: { name: text({ required: true, unique: true }) }, access: { read: true } },
    comments: {
      fields: { text: text({ required: true }), post: relation('posts', { required: true }), by: relation('users') },
      access: { read: { post: { status: 'published' } } },
    },
  },
  functions: {
    add: fn({
      input: { a: integer({ required: true }), b: integer({ default: 1 }) },
      output: { sum: integer({ required: true }) },
      access: true,
      run: ({ input }) => ({ sum: input.a + input.b }),
    }),
    top: {
      input: { section: relation('sections', { required: true }) },
      output: { title: text() },
      access: ({ caller }) => caller.claims.role === 'editor',
      async run({ input, records }) {
        const { items } = await records.list('posts', { where: { section: input.section }, sort: '-views', limit: 1, fields: ['title'] });
        return { title: items[0]?.title ?? null };
      },
    },
  },
});
