import { defineConfig, definePlugin, integer, relation, reverse, text } from 'plinth';

const open = { read: true, create: true, update: true, delete: true } as const;

/** What the hooks of an archive saw, as `delete posts title`. */
export const seen: string[] = [];

const watching = definePlugin(() => ({
  name: 'watching',
  collections: { _loans: { fields: { person: relation('people', { required: true, onDelete: 'cascade' }) } } },
  hooks: {
    '*': {
      beforeWrite: (event) => {
        const name = event.before?.['name'];
        if (event.collection === 'shelves' && event.action === 'update' && name === 'stubborn') throw new Error('this shelf never changes');
        const [set, field] = String(event.data['note']).split(' ');
        if (set === 'set' && field) event.data[field] = '2026-01-01T00:00:00.000Z';
        if (event.action === 'update' && event.before?.['deletedAt'] && event.collection === 'tags') event.data['note'] = 'came back';
      },
      onCommit: (event) => void seen.push(`${event.action} ${event.collection} ${String(event.before?.['name'] ?? event.after?.['name'])}`),
    },
  },
}));

/** Collections with and without a trash, and every kind of relation between them. */
export function archiveConfig() {
  return defineConfig({
    collections: {
      people: {
        softDelete: true,
        fields: {
          name: text({ required: true, unique: true }),
          chief: relation('people'),
          staff: reverse('people', 'chief'),
          posts: reverse('posts', 'author'),
        },
        access: open,
      },
      posts: {
        softDelete: '10d',
        history: true,
        fields: {
          name: text({ required: true }),
          slug: text({ unique: true }),
          views: integer(),
          owner: text(),
          author: relation('people', { required: true, onDelete: 'cascade' }),
          editor: relation('people'),
          sponsor: relation('people', { onDelete: 'restrict' }),
          tags: relation('tags', { many: true }),
          series: relation('series', { onDelete: 'restrict' }),
          label: relation('labels'),
          comments: reverse('comments', 'post'),
          invoices: reverse('invoices', 'post'),
        },
        access: {
          ...open,
          read: ({ caller }) => ({ or: [{ owner: null }, { owner: caller.id }, { owner: 'everybody' }] }),
          delete: ({ caller }) => ({ or: [{ owner: null }, { owner: caller.id }, { owner: 'hidden' }] }),
        },
      },
      comments: {
        softDelete: '90d',
        fields: {
          name: text({ required: true }),
          post: relation('posts', { required: true, onDelete: 'cascade' }),
          by: relation('people', { onDelete: 'cascade' }),
        },
        access: { ...open, delete: { post: { owner: null } } },
      },
      tags: {
        softDelete: true,
        fields: { name: text({ required: true, unique: true }), note: text(), posts: reverse('posts', 'tags') },
        access: open,
      },
      invoices: { fields: { name: text(), post: relation('posts', { required: true }) }, access: open },
      shelves: {
        fields: { name: text(), favourite: relation('posts'), picks: relation('posts', { many: true }) },
        access: open,
      },
      notes: {
        fields: { name: text(), post: relation('posts') },
        access: { ...open, read: { post: { name: { ne: 'nothing' } } } },
      },
      quiet: {
        fields: { name: text(), post: relation('posts') },
        access: { ...open, read: { not: { post: { name: { ne: 'nothing' } } } } },
      },
      series: { fields: { name: text() }, access: open },
      labels: { fields: { name: text() }, access: open },
    },
    plugins: [watching()],
    routes: async (app) => {
      app.get('/mine/:id', async (request, reply) => ({
        rows: await reply.records('posts', [{ id: (request.params as { id: string }).id, name: 'x' }]),
      }));
    },
  });
}
