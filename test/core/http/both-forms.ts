import { author, book, tag } from './shelf.ts';

/** Conditions of every type of field and every operator that it takes. In brackets, null is said for all but text. */
export const conditions: Readonly<Record<string, readonly unknown[]>> = {
  title: [
    ...[
      'Zoo 1',
      { eq: 'apple 0' },
      { ne: 'apple 0' },
      { in: ['Zoo 1', 'null 2'] },
      { notIn: ['Zoo 1', 'null 2'] },
      { lt: 'Z' },
      { lte: 'Zoo 1' },
    ],
    ...[{ gt: 'apple 1' }, { gte: 'apple 1' }, { contains: '% _' }, { contains: 'null' }, { startsWith: 'Ä' }, { endsWith: ' 0' }],
  ],
  isbn: ['isbn-1', { in: ['isbn-1', 'isbn-2', 'isbn-2'] }, { startsWith: 'isbn-1' }, { ne: 'isbn-1' }],
  pages: [
    3,
    null,
    { eq: null },
    { ne: null },
    { ne: 3 },
    { in: [1, 2, 3] },
    { in: [1, null] },
    { notIn: [1, null] },
    { lt: 4 },
    { lte: 4 },
    { gt: 4 },
    { gte: 4 },
    { gt: -1, lt: 5 },
  ],
  price: [
    '6.15',
    null,
    { ne: '6.15' },
    { in: ['6.15', '5.250', '1'] },
    { notIn: ['6.15'] },
    { lt: '3' },
    { lte: '3.45' },
    { gt: '3' },
    { gte: '3.4' },
  ],
  weight: [0.25, null, { ne: 0.25 }, { in: [0.25, 1] }, { notIn: [0.25] }, { lt: 1.5 }, { lte: 1.5 }, { gt: 1.5 }, { gte: 1.5 }],
  inPrint: [true, { eq: false }, { ne: true }, { in: [true] }, { notIn: [false, true] }],
  published: [
    '2010-01-15',
    null,
    { ne: null },
    { in: ['2010-01-15', '2011-02-15'] },
    { notIn: ['2010-01-15'] },
    { lt: '2011-01-01' },
    { lte: '2011-02-15' },
    { gt: '2011-01-01' },
    { gte: '2012-03-15' },
  ],
  soldAt: [
    '2024-02-01T01:00:00.001Z',
    null,
    { ne: null },
    { in: ['2024-02-01T01:00:00.001Z'] },
    { notIn: ['2024-02-01T01:00:00.001Z'] },
    { lt: '2024-02-01T00:00:00Z' },
    { lte: '2024-02-01T01:00:00.001Z' },
    { gt: '2024-03-01T00:00:00.000Z' },
    { gte: '2024-03-01T02:00:00.002Z' },
  ],
  extra: [null, { ne: null }],
  genre: [
    'poem',
    null,
    { ne: 'poem' },
    { in: ['poem', 'essay'] },
    { notIn: ['poem', null] },
    { lt: 'novel' },
    { lte: 'novel' },
    { gt: 'novel' },
    { gte: 'novel' },
  ],
  moods: [{ has: 'odd' }, { has: 'dark' }],
  contact: ['reader1@x.example', { endsWith: '2@x.example' }, { contains: 'reader' }],
  page: ['https://x.example/1', { startsWith: 'https://x.example/' }, { ne: 'https://x.example/1' }],
  place: [null, { ne: null }, { near: { lat: 51, lon: 11, meters: 120_000 } }, { within: { south: 51, west: 10.5, north: 53, east: 12 } }],
  author: [
    author(1),
    null,
    { ne: author(1) },
    { ne: null },
    { in: [author(0), author(2)] },
    { notIn: [author(0)] },
    { name: 'Ann' },
    { rank: { gte: 1 } },
    { mentor: { name: { startsWith: 'A' } } },
  ],
  tags: [{ has: tag(0) }, { some: { label: 'old' } }, { every: { label: { in: ['old', 'rare'] } } }, { none: { label: 'old' } }],
  loans: [{ some: { reader: { startsWith: 'r' } } }, { none: { reader: 'r1' } }, { every: { reader: { lt: 'r5' } } }],
  id: [
    book(3),
    { in: [book(3), book(5)] },
    { notIn: [book(3)] },
    { lt: book(5) },
    { lte: book(5) },
    { gt: book(5) },
    { gte: book(5) },
    { ne: book(5) },
  ],
  createdAt: [{ gte: '2024-03-31T00:00:00.000Z' }, { lt: '2024-03-31T01:00:00+01:00' }],
  updatedAt: [{ gte: '2024-03-31T00:00:00.000Z' }],
  version: [1, { gt: 1 }],
};

/** Connectives, in both forms. */
export const connected: readonly unknown[] = [
  { or: [{ pages: 3 }, { genre: 'poem' }] },
  { and: [{ pages: { gt: 3 } }, { not: { genre: 'poem' } }] },
  { not: { or: [{ pages: null }, { author: { name: 'Ann' } }] } },
  { or: [{ and: [{ inPrint: true }, { pages: { lt: 5 } }] }, { tags: { some: { label: 'rare' } } }], genre: { ne: 'essay' } },
  {},
];

/** Writes a condition in brackets, as the pairs of a URL. */
export function inBrackets(condition: unknown, path = 'where'): string[] {
  if (Array.isArray(condition)) {
    // Conditions are numbered; values repeat the key.
    return condition.flatMap((one, index) => inBrackets(one, typeof one === 'object' && one !== null ? `${path}[${index}]` : path));
  }
  if (typeof condition === 'object' && condition !== null) {
    return Object.entries(condition).flatMap(([key, value]) => inBrackets(value, `${path}[${key}]`));
  }
  return [`${path}=${encodeURIComponent(String(condition))}`];
}
