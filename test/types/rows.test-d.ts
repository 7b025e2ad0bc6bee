import type {
  CreateInput,
  GeoPoint,
  IdOf,
  Infer,
  Row,
  SchemaOf,
  Caller as SharedCaller,
  StoredRow,
  SystemRow,
  UpdateInput,
} from '@plinth/client/types';
import type { Caller } from '../../core/caller.ts';
import type { blog } from './blog.ts';
import { type Equal, expectType, type Flat } from './expect.ts';

type S = SchemaOf<typeof blog>;

expectType<Equal<SharedCaller, Caller>>();

// Ids follow the collection, and relations follow the ids of their targets.
expectType<Equal<IdOf<S, 'posts'>, string>>();
expectType<Equal<IdOf<S, 'sections'>, number>>();
expectType<Equal<IdOf<S, 'tags'>, string>>();
expectType<Equal<Row<S, 'posts'>['section'], number | null>>();
expectType<Equal<Row<S, 'posts'>['tags'], string[]>>();

// A row as a client reads it: nothing hidden, no secret, no reverse; what a rule decides about may be undefined.
interface PostRow {
  id: string;
  createdAt: string;
  updatedAt: string;
  version: number;
  title: string;
  body: string | null;
  status: 'draft' | 'published';
  labels: ('a' | 'b')[] | null;
  views: number;
  rating: number | null;
  price: string | null;
  pinned: boolean;
  day: string | null;
  publishedAt: string | null;
  settings: { readonly theme: string };
  place: GeoPoint | null;
  draftNote: string | null | undefined;
  author: string;
  section: number | null;
  tags: string[];
}
expectType<Equal<Flat<Row<S, 'posts'>>, Flat<PostRow>>>();
expectType<Equal<Flat<Infer<typeof blog>['posts']>, Flat<PostRow>>>();

// Accounts have an address, which only they themselves and administrators see.
interface UserRow {
  id: string;
  createdAt: string;
  updatedAt: string;
  version: number;
  email: string | undefined;
  emailVerified: boolean | undefined;
  name: string | null;
  role: 'member' | 'editor';
  age: number | null;
}
expectType<Equal<Flat<Row<S, 'users'>>, Flat<UserRow>>>();

// The system sees what rules would take away; hooks see hidden fields and secrets too.
expectType<Equal<SystemRow<S, 'posts'>['draftNote'], string | null>>();
expectType<Equal<Extract<keyof SystemRow<S, 'posts'>, 'internal' | 'comments'>, never>>();
expectType<Equal<StoredRow<S, 'posts'>['internal'], string | null>>();
expectType<Equal<StoredRow<S, 'users'>['token'], string | null>>();
expectType<Equal<Extract<keyof StoredRow<S, 'posts'>, 'comments'>, never>>();

// Creating: required fields without a default must be there; nothing that the platform, a rule or nobody writes.
const post: CreateInput<S, 'posts'> = { title: 'A', settings: { theme: 'dark' }, author: 'id', section: 1, tags: ['x'], body: null };
const frozen: CreateInput<S, 'posts'> = { title: 'A', settings: { theme: 'dark' }, author: 'id', labels: ['a'] as const };
// @ts-expect-error the title is required
const untitled: CreateInput<S, 'posts'> = { settings: { theme: 'dark' }, author: 'id' };
// @ts-expect-error a field with a default is never null
const noStatus: CreateInput<S, 'posts'> = { ...post, status: null };
// @ts-expect-error there is no such choice
const wrongStatus: CreateInput<S, 'posts'> = { ...post, status: 'gone' };
// @ts-expect-error the platform makes the id
const withId: CreateInput<S, 'posts'> = { ...post, id: 'x' };
// @ts-expect-error hidden
const withHidden: CreateInput<S, 'posts'> = { ...post, internal: 'x' };
// @ts-expect-error a reverse holds nothing
const withReverse: CreateInput<S, 'posts'> = { ...post, comments: [] };
// @ts-expect-error only administrators and the system write it
const withRole: CreateInput<S, 'users'> = { role: 'editor' };
// @ts-expect-error the id of a section is a number
const withTextId: CreateInput<S, 'posts'> = { ...post, section: '1' };
const secretive: CreateInput<S, 'users'> = { token: 'x' };
const tag: CreateInput<S, 'tags'> = { id: 'news', name: 'News' };
// @ts-expect-error a text id is the client's to choose
const nameless: CreateInput<S, 'tags'> = { name: 'News' };

// Changing: any of the writable fields, and the id never.
const change: UpdateInput<S, 'posts'> = { views: 3 };
const nothing: UpdateInput<S, 'posts'> = {};
// @ts-expect-error required fields are never null
const nulled: UpdateInput<S, 'posts'> = { title: null };
// @ts-expect-error the id never changes
const moved: UpdateInput<S, 'tags'> = { id: 'other' };
// @ts-expect-error there is no such field
const unknown: UpdateInput<S, 'posts'> = { titel: 'x' };

export function used(): readonly unknown[] {
  return [
    frozen,
    untitled,
    noStatus,
    wrongStatus,
    withId,
    withHidden,
    withReverse,
    withRole,
    withTextId,
    secretive,
    tag,
    nameless,
    change,
    nothing,
    nulled,
    moved,
    unknown,
  ];
}
