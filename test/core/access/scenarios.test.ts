import t from 'tap';
import { createTestApp, type TestApp, type TestCaller } from '../../../core/testing/index.ts';
import { ann, blog, bob } from './blog.ts';
import { blogRows, cyd, ids, seed } from './blog-data.ts';

/** Who asks: bob is another member than ann, who owns what there is to own. */
const callers: Readonly<Record<string, TestCaller | undefined>> = {
  anonymous: undefined,
  other: { id: bob },
  owner: { id: ann },
  admin: { id: '01900000-0000-7000-8000-0000000000ff', admin: true },
  readerKey: { id: ann, scopes: ['posts:read'] },
  writerKey: { id: ann, scopes: ['posts:create', 'posts:update'] },
  adminKey: { id: ann, admin: true, scopes: ['tags:*'] },
};

interface Expected {
  readonly status: number;
  readonly code?: string;
  /** The ids of the items, whatever their order. */
  readonly ids?: readonly string[];
  /** What the body must match. */
  readonly body?: object;
  /** What may be nowhere in the answer. */
  readonly not?: readonly string[];
  /** Whether anything was written; nothing is, unless it says so. */
  readonly writes?: true;
}

interface Scenario {
  readonly name: string;
  readonly as: readonly (keyof typeof callers)[];
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly expect: Expected;
}

const where = (written: object) => `where=${encodeURIComponent(JSON.stringify(written))}`;
const never = ['secret-', 'badge-', '"secret"', '"auditor"', '"badge"'];
const members = ['anonymous', 'other', 'owner'] as const;
const everyone = [...members, 'admin'] as const;

// biome-ignore format: a table is read by its rows
const reading: Scenario[] = [
  { name: 'a list holds what its reader may read', as: ['anonymous'], path: '/api/posts', expect: { status: 200, ids: [ids.news, ids.cyds], not: [...never, 'note-', ids.closedTag] } },
  { name: 'a list holds what its reader may read', as: ['other'], path: '/api/posts', expect: { status: 200, ids: [ids.news, ids.cyds, ids.bobs], not: [...never, 'note-', ids.closedTag] } },
  { name: 'a list holds what its reader may read', as: ['owner', 'readerKey'], path: '/api/posts', expect: { status: 200, ids: [ids.news, ids.cyds, ids.draft], not: [...never, 'note-'] } },
  { name: 'an administrator reads everything but what is hidden', as: ['admin'], path: '/api/posts', expect: { status: 200, ids: [ids.news, ids.cyds, ids.draft, ids.bobs], not: never } },
  { name: 'a count says how many there are for the reader', as: ['anonymous'], path: '/api/posts?count=exact&limit=1', expect: { status: 200, body: { total: 2 } } },
  { name: 'a count says how many there are for the reader', as: ['admin'], path: '/api/posts?count=exact&limit=1', expect: { status: 200, body: { total: 4 } } },
  { name: 'a record outside the rule is not there', as: ['anonymous', 'other'], path: `/api/posts/${ids.draft}`, expect: { status: 404, code: 'not_found' } },
  { name: 'its owner reads it, without what no draft shows', as: ['owner'], path: `/api/posts/${ids.draft}`, expect: { status: 200, body: { title: 'draft', tags: [ids.openTag] }, not: [...never, '"views"', '"reviewer"', '"labels"', 'note-'] } },
  { name: 'an administrator reads it whole', as: ['admin'], path: `/api/posts/${ids.draft}`, expect: { status: 200, body: { views: 20, note: 'note-2', reviewer: bob, labels: [ids.openTag] }, not: never } },
  { name: 'ids of unreadable records are left out of a list of ids', as: members, path: `/api/posts/${ids.news}`, expect: { status: 200, body: { tags: [ids.openTag], labels: [ids.openTag], views: 10 }, not: [...never, ids.closedTag] } },
  { name: 'an unreadable field cannot be asked for', as: members, path: `/api/posts/${ids.news}?fields=title,note`, expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden field cannot be asked for', as: everyone, path: '/api/posts?fields=secret', expect: { status: 400, code: 'unknown_field' } },
  { name: 'a collection of a plugin is not there', as: members, path: '/api/_notes', expect: { status: 404, code: 'not_found', not: ['internal'] } },
  { name: 'a collection of a plugin is not there', as: members, path: `/api/_notes/${ids.note}`, expect: { status: 404, code: 'not_found', not: ['internal'] } },
  { name: 'a collection of a plugin is not there', as: members, path: '/api/_notes/aggregate?count=true', expect: { status: 404, code: 'not_found' } },
  { name: 'administrators read collections of plugins', as: ['admin'], path: '/api/_notes', expect: { status: 200, ids: [ids.note] } },
  { name: 'what has no rule is for administrators', as: ['anonymous'], path: '/api/vault', expect: { status: 401, code: 'unauthorized', not: ['vaulted'] } },
  { name: 'what has no rule is for administrators', as: ['other', 'owner'], path: `/api/vault/${ids.vault}`, expect: { status: 403, code: 'forbidden', not: ['vaulted'] } },
  { name: 'what has no rule is for administrators', as: ['owner'], path: '/api/vault/aggregate?count=true', expect: { status: 403, code: 'forbidden' } },
  { name: 'what has no rule is for administrators', as: ['admin'], path: '/api/vault', expect: { status: 200, ids: [ids.vault] } },
  { name: 'tables of the platform are no collections', as: everyone, path: '/api/posts_tags', expect: { status: 404, code: 'not_found' } },
];

// biome-ignore format: a table is read by its rows
const asking: Scenario[] = [
  { name: 'an unreadable field cannot be filtered by', as: members, path: `/api/posts?${where({ note: { startsWith: 'n' } })}`, expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden field cannot be filtered by', as: everyone, path: `/api/posts?${where({ not: { or: [{ secret: { contains: 'e' } }] } })}`, expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden field cannot be filtered by on a path', as: everyone, path: `/api/posts?${where({ author: { badge: 'badge-a' } })}`, expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden field cannot be filtered by in brackets', as: everyone, path: '/api/posts?where[author][badge][startsWith]=b', expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden field cannot be sorted by', as: everyone, path: '/api/posts?sort=-secret', expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden field cannot be sorted by on a path', as: everyone, path: '/api/posts?sort=author.badge', expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden field cannot be summed up', as: everyone, path: '/api/posts/aggregate?distinct=secret', expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden field cannot be grouped by', as: everyone, path: '/api/posts/aggregate?groupBy=auditor', expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden relation cannot be expanded, from neither side', as: everyone, path: '/api/posts?expand=auditor', expect: { status: 400, code: 'unknown_field' } },
  { name: 'a hidden relation cannot be expanded, from neither side', as: everyone, path: '/api/users?expand=audits', expect: { status: 400, code: 'unknown_field' } },
  { name: 'the address of others cannot be asked for', as: ['anonymous'], path: `/api/users?${where({ email: { contains: '@' } })}`, expect: { status: 400, code: 'unknown_field' } },
  { name: 'the address of others counts as missing', as: ['owner'], path: `/api/users?${where({ email: { contains: '@' } })}`, expect: { status: 200, ids: [ann] } },
  { name: 'the address of others counts as missing', as: ['owner'], path: `/api/users?${where({ email: null })}`, expect: { status: 200, ids: [bob] } },
  { name: 'a value that may not be read counts as missing', as: ['owner'], path: `/api/posts?${where({ views: { gte: 20 } })}`, expect: { status: 200, ids: [ids.cyds] } },
  { name: 'a value that may not be read counts as missing', as: ['owner'], path: `/api/posts?${where({ views: { ne: 10 } })}`, expect: { status: 200, ids: [ids.cyds, ids.draft] } },
  { name: 'a value that may not be read counts as missing', as: ['admin'], path: `/api/posts?${where({ views: { gte: 20 } })}`, expect: { status: 200, ids: [ids.cyds, ids.draft, ids.bobs] } },
  { name: 'a sum is of what may be read', as: ['owner'], path: '/api/posts/aggregate?sum=views&count=true', expect: { status: 200, body: { groups: [{ count: 3, sum: { views: 50 } }] } } },
  { name: 'a sum is of what may be read', as: ['admin'], path: '/api/posts/aggregate?sum=views&count=true', expect: { status: 200, body: { groups: [{ count: 4, sum: { views: 100 } }] } } },
  { name: 'a related record that may not be read does not exist', as: ['other'], path: `/api/posts?${where({ author: { name: { ne: 'x' } } })}`, expect: { status: 200, ids: [ids.bobs] } },
  { name: 'a related record that may not be read does not exist', as: ['anonymous'], path: `/api/posts?${where({ tags: { has: ids.closedTag } })}`, expect: { status: 200, ids: [] } },
  { name: 'a related record that may not be read does not exist', as: ['anonymous'], path: `/api/posts?${where({ tags: { some: { name: 'closed-tag' } } })}`, expect: { status: 200, ids: [] } },
  { name: 'a related record that may not be read does not exist', as: ['anonymous'], path: `/api/posts?${where({ tags: { every: { name: 'open-tag' } } })}`, expect: { status: 200, ids: [ids.news, ids.cyds] } },
  { name: 'a related record that may not be read does not exist', as: ['admin'], path: `/api/posts?${where({ tags: { every: { name: 'open-tag' } } })}`, expect: { status: 200, ids: [ids.draft, ids.bobs] } },
  { name: 'an unreadable record expands to null', as: ['other'], path: `/api/posts/${ids.cyds}?expand=author,tags`, expect: { status: 200, body: { author: null, tags: [] }, not: ['Cyd', 'closed-tag'] } },
  { name: 'an expanded record shows what its reader may read of it', as: ['owner'], path: `/api/comments/${ids.comment}?expand=author,post`, expect: { status: 200, body: { author: { name: 'Bob' }, post: { title: 'news' } }, not: [...never, 'bob@', '"salary"', 'note-'] } },
  { name: 'a reverse holds what its reader may read', as: ['other'], path: '/api/users?expand=posts&fields=name', expect: { status: 200, body: { items: [{ name: 'Bob', posts: [{ id: ids.bobs }] }] } } },
  { name: 'a key that reads posts reads no users', as: ['readerKey'], path: `/api/posts/${ids.news}?expand=author`, expect: { status: 200, body: { author: null } } },
  { name: 'a key reaches as far as its scopes', as: ['readerKey', 'writerKey'], path: '/api/users', expect: { status: 403, code: 'insufficient_scope' } },
  { name: 'an administrator’s key reaches no farther', as: ['adminKey'], path: '/api/posts', expect: { status: 403, code: 'insufficient_scope' } },
  { name: 'a key learns of no plugin', as: ['readerKey'], path: '/api/_notes', expect: { status: 404, code: 'not_found' } },
  ...['lookup', '_where', 'filters', 'populate', 'constructor', '__proto__'].map((name) => ({ name: 'an unknown parameter is refused', as: everyone, path: `/api/posts?${name}=x`, expect: { status: 400, code: 'unknown_parameter' } })),
  ...['t0.title', 't1.secret', 'posts.title', 'title"', "title'--", 'author.secret'].map((name) => ({ name: 'a name that is not declared is no field', as: everyone, path: `/api/posts?${where({ [name]: 'x' })}`, expect: { status: 400, code: 'unknown_field' } })),
];

const post = { method: 'POST', path: '/api/posts' };
// biome-ignore format: a table is read by its rows
const creating: Scenario[] = [
  { name: 'a member creates what is his', as: ['other'], ...post, body: { title: 'mine', author: bob, views: 1 }, expect: { status: 201, body: { title: 'mine', author: bob }, not: never, writes: true } },
  { name: 'and nothing in the name of others', as: ['owner'], ...post, body: { title: 'yours', author: bob }, expect: { status: 403, code: 'forbidden' } },
  { name: 'nor in the name of someone whom he may not know', as: ['other'], ...post, body: { title: 'yours', author: ann }, expect: { status: 409, code: 'reference_violation' } },
  { name: 'nobody creates what is nobody’s', as: ['other'], ...post, body: { title: 'whose' }, expect: { status: 403, code: 'forbidden' } },
  { name: 'an anonymous caller is told to sign in', as: ['anonymous'], ...post, body: { title: 'x' }, expect: { status: 401, code: 'unauthorized' } },
  { name: 'an administrator creates anything', as: ['admin'], ...post, body: { title: 'any', author: cyd, pinned: true, views: 3 }, expect: { status: 201, body: { pinned: true }, not: never, writes: true } },
  ...['secret', 'auditor', 'id', 'createdAt', 'version', 'comments', 'nosuch', 'userId', 'owner', 'role', 'permissions'].map((name) => ({ name: `nobody sets ${name}`, as: ['owner', 'admin'] as const, ...post, body: { title: 'x', author: ann, [name]: ids.missing }, expect: { status: 400, code: 'unknown_field' } })),
  { name: 'a field for administrators is no field for others', as: ['owner'], ...post, body: { title: 'x', author: ann, pinned: true }, expect: { status: 400, code: 'unknown_field' } },
  { name: 'a relation leads to nothing unreadable', as: ['owner'], ...post, body: { title: 'x', author: ann, tags: [ids.closedTag] }, expect: { status: 409, code: 'reference_violation' } },
  { name: 'a relation leads to nothing unreadable', as: ['owner'], ...post, body: { title: 'x', author: ann, reviewer: cyd }, expect: { status: 409, code: 'reference_violation' } },
  { name: 'a relation leads to nothing that is not there', as: ['owner'], ...post, body: { title: 'x', author: ann, tags: [ids.missing] }, expect: { status: 409, code: 'reference_violation' } },
  { name: 'what may be created but not read answers its id', as: ['anonymous', 'owner'], method: 'POST', path: '/api/tags', body: { name: 'dark', open: false }, expect: { status: 201, not: ['dark'], writes: true } },
  { name: 'a key that reads creates nothing', as: ['readerKey'], ...post, body: { title: 'x', author: ann }, expect: { status: 403, code: 'insufficient_scope' } },
  { name: 'a key that creates reads nothing', as: ['writerKey'], ...post, body: { title: 'unread', status: 'published' }, expect: { status: 403, code: 'forbidden', not: ['unread'] } },
  { name: 'a key that creates may refer to nothing', as: ['writerKey'], ...post, body: { title: 'unread', author: ann }, expect: { status: 409, code: 'reference_violation' } },
  { name: 'nobody creates accounts but administrators', as: ['anonymous'], method: 'POST', path: '/api/users', body: { email: 'x@x.org' }, expect: { status: 401, code: 'unauthorized' } },
  { name: 'nobody creates accounts but administrators', as: ['other'], method: 'POST', path: '/api/users', body: { email: 'x@x.org', emailVerified: true }, expect: { status: 403, code: 'forbidden' } },
  { name: 'nobody creates accounts but administrators', as: ['admin'], method: 'POST', path: '/api/users', body: { email: 'x@x.org', role: 'public' }, expect: { status: 201, not: ['badge'], writes: true } },
  { name: 'a plugin’s collection takes nothing', as: members, method: 'POST', path: '/api/_notes', body: { text: 'x' }, expect: { status: 404, code: 'not_found' } },
  { name: 'what has no rule takes nothing', as: ['anonymous'], method: 'POST', path: '/api/vault', body: { word: 'x' }, expect: { status: 401, code: 'unauthorized' } },
];

const at = (id: string, collection = 'posts') => ({ method: 'PATCH', path: `/api/${collection}/${id}` });
// biome-ignore format: a table is read by its rows
const changing: Scenario[] = [
  { name: 'an owner changes his draft', as: ['owner', 'admin'], ...at(ids.draft), body: { title: 'better' }, expect: { status: 200, body: { title: 'better' }, not: never, writes: true } },
  { name: 'and publishes it', as: ['owner'], ...at(ids.draft), body: { status: 'published' }, expect: { status: 200, body: { status: 'published', views: 20 }, writes: true } },
  { name: 'but changes nothing that is published', as: ['owner'], ...at(ids.news), body: { title: 'worse' }, expect: { status: 403, code: 'forbidden' } },
  { name: 'and gives nothing away', as: ['owner'], ...at(ids.draft), body: { author: bob }, expect: { status: 403, code: 'forbidden' } },
  { name: 'what may be read but not changed is forbidden', as: ['other'], ...at(ids.news), body: { title: 'mine' }, expect: { status: 403, code: 'forbidden' } },
  { name: 'what may not be read is not there', as: ['other', 'anonymous'], ...at(ids.draft), body: { title: 'mine' }, expect: { status: 404, code: 'not_found' } },
  { name: 'an anonymous caller is told to sign in', as: ['anonymous'], ...at(ids.news), body: { title: 'mine' }, expect: { status: 401, code: 'unauthorized' } },
  { name: 'an administrator changes everything but what is hidden', as: ['admin'], ...at(ids.news), body: { title: 'ours', pinned: true, author: bob }, expect: { status: 200, writes: true } },
  ...['secret', 'auditor', 'id', 'version', 'updatedAt', 'comments'].map((name) => ({ name: `nobody changes ${name}`, as: ['owner', 'admin'] as const, ...at(ids.draft), body: { [name]: ids.missing }, expect: { status: 400, code: 'unknown_field' } })),
  { name: 'a relation leads to nothing unreadable', as: ['owner'], ...at(ids.draft), body: { tags: [ids.openTag, ids.closedTag] }, expect: { status: 409, code: 'reference_violation' } },
  { name: 'nobody raises himself', as: ['other'], ...at(bob, 'users'), body: { role: 'editor' }, expect: { status: 400, code: 'unknown_field' } },
  { name: 'nobody changes his address past the verification', as: ['other'], ...at(bob, 'users'), body: { email: 'other@x.org' }, expect: { status: 400, code: 'unknown_field' } },
  { name: 'nobody verifies himself', as: ['other'], ...at(bob, 'users'), body: { emailVerified: true }, expect: { status: 400, code: 'unknown_field' } },
  { name: 'an account changes itself', as: ['other'], ...at(bob, 'users'), body: { name: 'Rob' }, expect: { status: 200, body: { name: 'Rob', email: 'bob@x.org' }, writes: true } },
  { name: 'and no other', as: ['owner'], ...at(bob, 'users'), body: { name: 'Rob' }, expect: { status: 403, code: 'forbidden' } },
  { name: 'and none that it may not read', as: ['owner'], ...at(cyd, 'users'), body: { name: 'Sid' }, expect: { status: 404, code: 'not_found' } },
  { name: 'a rule that says false refuses whatever the id', as: ['owner'], ...at(ids.missing, 'comments'), body: { body: 'x' }, expect: { status: 403, code: 'forbidden' } },
  { name: 'a plugin’s collection is not there', as: members, ...at(ids.note, '_notes'), body: { text: 'x' }, expect: { status: 404, code: 'not_found' } },
  { name: 'a key changes what it may not read, unseen', as: ['writerKey'], ...at(ids.draft), body: { title: 'unseen' }, expect: { status: 200, not: ['unseen'], writes: true } },
  { name: 'a key that reads changes nothing', as: ['readerKey'], ...at(ids.draft), body: { title: 'x' }, expect: { status: 403, code: 'insufficient_scope' } },
];

const put = (id: string, body: object) => ({ method: 'PUT', path: `/api/posts/${id}`, body });
// biome-ignore format: a table is read by its rows
const replacing: Scenario[] = [
  { name: 'an owner replaces his draft', as: ['owner'], ...put(ids.draft, { title: 'new', author: ann }), expect: { status: 200, body: { title: 'new', status: null }, writes: true } },
  { name: 'but nothing that is published', as: ['owner'], ...put(ids.news, { title: 'new', author: ann }), expect: { status: 403, code: 'forbidden' } },
  { name: 'nor what is another’s', as: ['other'], ...put(ids.news, { title: 'new', author: bob }), expect: { status: 403, code: 'forbidden' } },
  { name: 'what may not be read is not there', as: ['other'], ...put(ids.draft, { title: 'new', author: bob }), expect: { status: 404, code: 'not_found' } },
  { name: 'a new record follows the rule of creating', as: ['other'], ...put(ids.missing, { title: 'new', author: bob }), expect: { status: 201, writes: true } },
  { name: 'a new record follows the rule of creating', as: ['owner'], ...put(ids.missing, { title: 'new', author: bob }), expect: { status: 403, code: 'forbidden' } },
  { name: 'a new record follows the rule of creating', as: ['anonymous'], ...put(ids.missing, { title: 'new' }), expect: { status: 401, code: 'unauthorized' } },
  { name: 'what a replacement may not set stays', as: ['admin'], ...put(ids.news, { title: 'new', secret: 'x' }), expect: { status: 400, code: 'unknown_field' } },
  { name: 'a key that reads replaces nothing', as: ['readerKey'], ...put(ids.draft, { title: 'new', author: ann }), expect: { status: 403, code: 'insufficient_scope' } },
];

const remove = (id: string, collection = 'posts') => ({ method: 'DELETE', path: `/api/${collection}/${id}` });
// biome-ignore format: a table is read by its rows
const deleting: Scenario[] = [
  { name: 'an owner deletes what is his', as: ['owner', 'admin'], ...remove(ids.draft), expect: { status: 204, writes: true } },
  { name: 'what may be read but not deleted is forbidden', as: ['other'], ...remove(ids.news), expect: { status: 403, code: 'forbidden' } },
  { name: 'what may not be read is not there', as: ['other'], ...remove(ids.draft), expect: { status: 404, code: 'not_found' } },
  { name: 'an anonymous caller is told to sign in, whatever the id', as: ['anonymous'], ...remove(ids.draft), expect: { status: 401, code: 'unauthorized' } },
  { name: 'an anonymous caller is told to sign in, whatever the id', as: ['anonymous'], ...remove(ids.missing), expect: { status: 401, code: 'unauthorized' } },
  { name: 'an asynchronous rule that says false refuses', as: ['owner'], ...remove(ids.comment, 'comments'), expect: { status: 403, code: 'forbidden' } },
  { name: 'a plugin’s collection is not there', as: members, ...remove(ids.note, '_notes'), expect: { status: 404, code: 'not_found' } },
  { name: 'a key that reads deletes nothing', as: ['readerKey', 'writerKey'], ...remove(ids.draft), expect: { status: 403, code: 'insufficient_scope' } },
];

const notes = {
  name: 'notes',
  collections: {
    _notes: { fields: { text: { kind: 'text', options: {} } }, access: { read: true, create: true, update: true, delete: true } },
  },
};
const open = (postgres?: string) =>
  createTestApp({ collections: blog, plugins: [notes] }, { postgres, now: new Date('2026-03-01T00:00:00.000Z') });
type BlogApp = Awaited<ReturnType<typeof open>>;

/** Everything that is stored, hidden fields included. */
async function stored(app: TestApp<object>): Promise<string> {
  const names = Object.keys(blogRows());
  const pages = names.map((name) => app.records.list(name, { sort: 'id', limit: 500, fields: fieldsOf(name) }));
  return JSON.stringify(await Promise.all(pages));
}

function fieldsOf(collection: string): string[] {
  const declared = (blog as Record<string, { fields: Record<string, { kind: string }> }>)[collection]?.fields ?? { text: { kind: 'text' } };
  return ['id', 'version', ...Object.keys(declared).filter((name) => declared[name]?.kind !== 'reverse')];
}

async function reset(app: TestApp<object>): Promise<void> {
  for (const name of Object.keys(blogRows()).reverse()) await app.records.deleteMany(name, {});
  await seed(app.records, blogRows());
}

const withBody = (body: unknown) =>
  body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };

async function play(t: Tap, app: BlogApp, { name, as, method = 'GET', path, body, expect }: Scenario): Promise<void> {
  for (const who of as) {
    const title = `${name}: ${who} ${method} ${decodeURIComponent(path)}`;
    const before = await stored(app);
    const init = { method, ...withBody(body) };
    const answer = await app.request(path, init, callers[who]);
    const text = await answer.text();
    t.equal(answer.status, expect.status, `${title} ${answer.status === expect.status ? '' : text}`);
    const said = (text === '' ? {} : JSON.parse(text)) as { code?: string; items?: { id: string }[] };
    if (expect.code !== undefined) t.equal(said.code, expect.code, title);
    if (expect.ids !== undefined) t.same(said.items?.map((item) => item.id).sort(), [...expect.ids].sort(), title);
    if (expect.body !== undefined) t.match(said, expect.body, title);
    for (const word of expect.not ?? []) t.notOk(text.includes(word), `${title}: not ${word}`);
    const written = (await stored(app)) !== before;
    t.equal(written, expect.writes === true, `${title}: ${written ? 'something' : 'nothing'} was written`);
    if (written) await reset(app);
  }
}

type Tap = typeof t;
const tables = { reading, asking, creating, changing, replacing, deleting };
const databases = [
  { name: 'SQLite', url: undefined, skip: false },
  { name: 'PostgreSQL', url: process.env.POSTGRES_URL, skip: process.env.POSTGRES_URL ? false : 'no PostgreSQL' },
];

for (const { name, url, skip } of databases) {
  t.test(`on ${name}`, { skip }, async (t) => {
    await using app = await open(url);
    await seed(app.records, blogRows());
    for (const [verb, scenarios] of Object.entries(tables)) {
      await t.test(verb, async (t) => {
        for (const scenario of scenarios) await play(t as Tap, app, scenario);
      });
    }

    await t.test('a record that may not be read answers exactly like one that does not exist', async (t) => {
      const bodies: Readonly<Record<string, object | undefined>> = { GET: undefined, PATCH: { title: 'x' }, DELETE: undefined };
      for (const [who, caller] of Object.entries(callers)) {
        if (caller?.admin) continue;
        const hidden = who === 'other' || who === 'anonymous' ? ids.draft : ids.bobs;
        for (const [method, body] of Object.entries(bodies)) {
          const answer = async (path: string) => {
            const told = await app.request(`/api/${path}`, { method, ...withBody(body) }, caller);
            return `${told.status} ${(await told.text()).replace(/"instance":"[^"]*"/, '')}`;
          };
          t.equal(await answer(`posts/${hidden}`), await answer(`posts/${ids.missing}`), `${who} ${method}`);
          t.equal(await answer(`_notes/${ids.note}`), await answer(`nowhere/${ids.note}`), `${who} ${method} of a plugin`);
        }
      }
    });
  });
}
