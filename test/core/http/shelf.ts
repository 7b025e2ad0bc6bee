import { createTestApp } from 'plinth/testing';
import type { DatabaseChoice } from '../../each-database.ts';
import { libraryConfig } from '../records/library.ts';

const id = (kind: number, index: number) => `01900000-0000-7000-8000-0000000${kind}${String(index).padStart(4, '0')}`;

export const author = (index: number) => id(1, index);
export const book = (index: number) => id(2, index);
export const tag = (index: number) => id(3, index);
export const missing = id(9, 9999);

/** How many books there are. */
export const shelfLength = 24;

const genres = ['novel', 'poem', 'essay', null];

/** One of the books: every field has values that differ, that repeat, and that are missing. */
function bookRow(index: number): Record<string, unknown> {
  const some = (every: number, value: unknown) => (index % every === 0 ? null : value);
  return {
    id: book(index),
    title: `${['Ärger', 'apple', 'Zoo', '100% _ok_', 'null'][index % 5]} ${Math.floor(index / 5)}`,
    isbn: some(4, `isbn-${index}`),
    pages: some(5, (index * 37) % 11),
    price: some(6, `${(index * 13) % 7}.${index % 10}5`),
    weight: some(7, ((index * 29) % 17) / 4),
    inPrint: index % 3 === 0,
    published: some(8, `20${String(10 + (index % 3)).padStart(2, '0')}-0${1 + (index % 9)}-15`),
    soldAt: some(9, `2024-0${1 + (index % 3)}-01T0${index % 10}:00:00.00${index % 10}Z`),
    extra: some(2, { index }),
    genre: genres[index % 4],
    moods: [[], ['dark'], ['light', 'odd'], ['dark', 'odd']][index % 4],
    contact: some(3, `reader${index % 4}@x.example`),
    page: some(3, `https://x.example/${index % 4}`),
    place: some(4, { lat: 50 + (index % 5), lon: 10 + (index % 3) }),
    author: index % 6 === 5 ? null : author(index % 3),
    tags: [[], [tag(0)], [tag(0), tag(1)], [tag(2)]][index % 4],
  };
}

/** Starts the library with its books in it, one made a minute after the other. */
export async function startShelf(choice: DatabaseChoice, settings: object = {}) {
  const test = await createTestApp({ ...libraryConfig(), ...settings }, { ...choice, now: new Date('2024-03-30T23:40:00.000Z') });
  const { records, clock, request } = test;
  for (const [index, name] of ['Ann', 'Bob', 'Cyd'].entries()) {
    await records.create('authors', { id: author(index), name, rank: index, mentor: index === 0 ? null : author(index - 1) });
  }
  for (const [index, label] of ['old', 'new', 'rare'].entries()) await records.create('tags', { id: tag(index), label });
  for (let index = 0; index < shelfLength; index++) {
    await records.create('books', bookRow(index));
    clock.advance(60_000);
  }
  for (let index = 0; index < 9; index++) await records.create('loans', { book: book(index % 4), reader: `r${index}` });

  /** Makes a request; a body that is no text is sent as JSON. */
  async function call(method: string, path: string, { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {}) {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await request(path, { method, headers: { ...type, ...headers }, ...sent });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: answer.status, headers: answer.headers, text, body: (isJson ? JSON.parse(text) : undefined) as Answered };
  }
  return { ...test, call, get: (path: string, headers: Record<string, string> = {}) => call('GET', path, { headers }) };
}

/** What bodies hold that the tests look at. */
export interface Answered extends Readonly<Record<string, unknown>> {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
  readonly total?: number;
  readonly groups: readonly unknown[];
  readonly code?: string;
  readonly errors?: readonly { readonly path: string; readonly code: string }[];
}
