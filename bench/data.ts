import { createHash } from 'node:crypto';

/** How many rows there are. */
export const postCount = 100_000;
export const authorCount = 1_000;

/** A row of both servers' `authors`, as it is answered. */
export interface Author {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A row of both servers' `posts`, as it is answered. */
export interface Post {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly status: 'published' | 'draft';
  readonly views: number;
  readonly author: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const firstMoment = Date.UTC(2024, 0, 1);
const syllables = ['ba', 'de', 'fi', 'go', 'hu', 'ka', 'le', 'mi', 'no', 'pu', 'ra', 'se', 'ti', 'vo', 'zu'];

/** The id of the n-th row of a kind: the same in every run, spread like random ones. */
function idOf(kind: string, n: number): string {
  const digits = createHash('sha256').update(`${kind} ${n}`).digest('hex');
  return [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-');
}

/** Words without meaning, the same for the same seed, exactly `length` characters. */
function words(seed: number, length: number): string {
  let text = '';
  let state = (seed + 1) * 0x9e3779b1;
  while (text.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    text += syllables[(state >>> 16) % syllables.length];
    if ((state >>> 12) % 3 === 0) text += ' ';
  }
  return text.slice(0, length);
}

const momentOf = (seconds: number): string => new Date(firstMoment + seconds * 1000).toISOString();

export const postId = (n: number): string => idOf('post', n);
export const authorId = (n: number): string => idOf('author', n);

export function author(n: number): Author {
  return { id: authorId(n), name: `Author ${n}`, email: `author${n}@example.com`, createdAt: momentOf(n), updatedAt: momentOf(n) };
}

/** One post a minute; every fifth is a draft. */
export function post(n: number): Post {
  const moment = momentOf(n * 60);
  return {
    id: postId(n),
    title: `Post ${n} ${words(n, 30)}`,
    body: words(n, 500),
    status: isPublished(n) ? 'published' : 'draft',
    views: (n * 7919) % 100_000,
    author: authorId(n % authorCount),
    createdAt: moment,
    updatedAt: moment,
  };
}

export const isPublished = (n: number): boolean => n % 5 !== 4;

/** Who makes the requests: the first author. */
export const me = authorId(0);

/** The posts that the requests may change. */
export const myPosts = (): number[] => Array.from({ length: postCount / authorCount }, (_, index) => index * authorCount);
