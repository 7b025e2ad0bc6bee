import { authorId, isPublished, myPosts, postCount, postId } from './data.ts';
import type { Request } from './request.ts';

/** How one server spells what the workloads ask for. */
export interface Spelling {
  readonly list: string;
  /** Added to a list for the author of each post. */
  readonly expand: string;
  /** Where posts are created. */
  readonly create: string;
  /** Added to the body of a create. */
  readonly created: Readonly<Record<string, unknown>>;
}

export const baselineSpelling: Spelling = {
  list: '/api/posts?status=published',
  expand: '&expand=author',
  create: '/api/posts',
  created: {},
};

export const plinthSpelling: Spelling = {
  list: '/api/posts?where%5Bstatus%5D=published&sort=-createdAt',
  expand: '&expand=author',
  create: '/api/posts',
  // The hand-written server takes the author from the token; a declared one takes it from the body and checks it by rule.
  created: { author: authorId(0) },
};

/** The same posts in a collection whose writes do not go to the change log. */
export const unloggedSpelling: Spelling = { ...plinthSpelling, create: '/api/unloggedPosts' };

/** What a workload needs to know about a server. */
export interface Side {
  readonly spelling: Spelling;
  /** The cursor of the page behind the first 50,000 rows. */
  readonly deepCursor: string;
}

/** How many different requests a workload goes through. */
const variety = 2_000;

export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly writes: boolean;
  requests(side: Side): Request[];
}

const times = (count: number, make: (n: number) => Request): Request[] => Array.from({ length: count }, (_, n) => make(n));

/** A published post, far from the one before. */
const somePost = (n: number): string => {
  const index = (n * 7919) % postCount;
  return postId(isPublished(index) ? index : index - 1);
};

const get = (n: number): Request => ({ method: 'GET', path: `/api/posts/${somePost(n)}` });
const list = ({ spelling }: Side): Request => ({ method: 'GET', path: spelling.list });
const body = 'What the benchmark writes, over and over. '.repeat(12).trim();
const create = ({ spelling }: Side, n: number): Request => ({
  method: 'POST',
  path: spelling.create,
  body: { title: `Written ${n}`, body, status: 'draft', views: n, ...spelling.created },
});

const mine = myPosts();
// The values go up from run to run, for an update that changes nothing would be no write.
let updates = 0;
const update = (n: number): Request => ({
  method: 'PATCH',
  path: `/api/posts/${postId(mine[n % mine.length] as number)}`,
  body: { title: `Changed ${++updates}`, views: updates },
});

export const workloads: readonly Workload[] = [
  { name: 'W1', title: 'get one', writes: false, requests: () => times(variety, get) },
  { name: 'W2', title: 'list 20, filtered and sorted', writes: false, requests: (side) => [list(side)] },
  {
    name: 'W3',
    title: 'list 20 with authors',
    writes: false,
    requests: ({ spelling }) => [{ method: 'GET', path: spelling.list + spelling.expand }],
  },
  { name: 'W4', title: 'create', writes: true, requests: (side) => times(variety, (n) => create(side, n)) },
  { name: 'W5', title: 'update', writes: true, requests: () => times(variety, update) },
  {
    name: 'W6',
    title: 'mixed: 80 gets, 15 lists, 5 updates',
    writes: true,
    requests: (side) => times(variety, (n) => (n % 20 === 19 ? update(n) : n % 20 > 15 ? list(side) : get(n))),
  },
  {
    name: 'W7',
    title: 'the page behind 50,000 rows, by cursor',
    writes: false,
    requests: ({ spelling, deepCursor }) => [{ method: 'GET', path: `${spelling.list}&cursor=${encodeURIComponent(deepCursor)}` }],
  },
];
