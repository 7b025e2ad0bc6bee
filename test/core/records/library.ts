import {
  boolean,
  date,
  datetime,
  decimal,
  defineConfig,
  email,
  geoPoint,
  integer,
  json,
  number,
  relation,
  reverse,
  secret,
  select,
  text,
  url,
} from 'plinth';

/** A config with every kind of field and relation, open to everyone: access is tested elsewhere. */
export function libraryConfig() {
  const open = { read: true, create: true, update: true, delete: true } as const;
  return defineConfig({
    collections: {
      authors: {
        fields: {
          name: text({ required: true, max: 80 }),
          rank: integer(),
          mentor: relation('authors'),
          pupils: reverse('authors', 'mentor'),
          books: reverse('books', 'author'),
        },
        access: open,
      },
      books: {
        fields: {
          title: text({ required: true, max: 200 }),
          isbn: text({ unique: true }),
          pages: integer({ min: 0 }),
          price: decimal({ precision: 10, scale: 2 }),
          weight: number(),
          inPrint: boolean({ default: true }),
          published: date(),
          soldAt: datetime(),
          extra: json(),
          genre: select(['novel', 'poem', 'essay']),
          moods: select(['dark', 'light', 'odd'], { many: true }),
          contact: email(),
          page: url(),
          place: geoPoint(),
          key: secret(),
          note: text({ hidden: true }),
          author: relation('authors', { onDelete: 'cascade' }),
          tags: relation('tags', { many: true }),
          loans: reverse('loans', 'book'),
        },
        indexes: [['genre', '-pages']],
        access: open,
      },
      tags: {
        fields: { label: text({ required: true, unique: true }), books: reverse('books', 'tags') },
        access: open,
      },
      loans: {
        fields: { book: relation('books', { required: true }), reader: text() },
        access: open,
      },
      shelves: {
        id: 'integer',
        fields: { name: text({ required: true }), favourite: relation('books') },
        access: open,
      },
      settings: {
        id: 'text',
        fields: { value: json() },
        access: open,
      },
    },
  });
}
