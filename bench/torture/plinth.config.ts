import { defineConfig, integer, relation, text } from 'plinth';

const open = { read: true, create: true, update: true, delete: true } as const;

/** What the torture writes to. Every write puts its own name into `step`, so that it can be found again in the change log. */
export default defineConfig({
  title: 'Torture',
  collections: {
    things: {
      fields: {
        token: text({ required: true, index: true }),
        step: text({ required: true }),
        value: integer({ default: 0 }),
      },
      access: open,
    },
    parts: {
      fields: {
        token: text({ required: true }),
        step: text({ required: true }),
        thing: relation('things', { required: true, onDelete: 'cascade' }),
      },
      access: open,
    },
  },
});
