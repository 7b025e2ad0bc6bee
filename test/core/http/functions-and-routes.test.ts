import type { AddressInfo } from 'node:net';
import type { Caller } from 'plinth';
import t from 'tap';
import { eachDatabase } from '../../each-database.ts';
import { ann, bob } from '../access/blog.ts';
import { ids } from '../access/blog-data.ts';
import { captureLog } from './log-lines.ts';
import { startRoutedBlog, waiting } from './routed-blog.ts';

const callers: Readonly<Record<string, Partial<Caller> | undefined>> = {
  anonymous: undefined,
  other: { id: bob },
  owner: { id: ann },
  admin: { id: '01900000-0000-7000-8000-0000000000ff', admin: true },
};
const keys: Readonly<Record<string, Partial<Caller>>> = {
  readerKey: { id: ann, scopes: ['posts:read'] },
  callerKey: { id: ann, scopes: ['rpc:mine', 'posts:read'] },
};

interface Called {
  readonly name: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly as?: Partial<Caller> | undefined;
  readonly answer: readonly [status: number, body: object];
}

const rpc = (name: string) => `/api/rpc/${name}`;
const wrong = (path: string, code: string) => [400, { code: 'validation_failed', errors: [{ path, code }] }] as const;
const add = rpc('add');

const calls: readonly Called[] = [
  {
    name: 'a call answers what the function returns',
    path: add,
    body: { a: 2, b: 3 },
    answer: [200, { sum: 5, price: null, at: null, data: null }],
  },
  {
    name: 'what is not given holds its default, or null',
    path: add,
    body: { a: 2 },
    answer: [200, { sum: 3, price: null, keys: 'a,b,price,at,data' }],
  },
  { name: 'null for a field with a default is its default', path: add, body: { a: 2, b: null }, answer: wrong('b', 'invalid_type') },
  {
    name: 'values come in their one form',
    path: add,
    body: { a: 1, price: '1.5', at: '2024-01-01T01:00:00+01:00' },
    answer: [200, { price: '1.50', at: '2024-01-01T00:00:00.000Z' }],
  },
  { name: 'json is any value', path: add, body: { a: 1, data: [{ x: null }] }, answer: [200, { data: [{ x: null }] }] },
  { name: 'a field that is not declared', path: add, body: { a: 1, c: 1 }, answer: wrong('c', 'unknown_field') },
  { name: 'a field that is missing', path: add, body: { b: 1 }, answer: wrong('a', 'required') },
  { name: 'text for an integer', path: add, body: { a: '1' }, answer: wrong('a', 'invalid_type') },
  { name: 'half a number', path: add, body: { a: 1.5 }, answer: wrong('a', 'invalid_type') },
  {
    name: 'more digits than a decimal has',
    path: add,
    body: { a: 1, price: '1.005' },
    answer: [400, { code: 'validation_failed', errors: [{ path: 'price' }] }],
  },
  {
    name: 'what is wrong is said once',
    path: add,
    body: { a: 1, price: 2 },
    answer: [400, { errors: { length: 1, 0: { path: 'price', code: 'invalid_type' } } }],
  },
  {
    name: 'a time that is none',
    path: add,
    body: { a: 1, at: 'today' },
    answer: [400, { code: 'validation_failed', errors: [{ path: 'at' }] }],
  },
  { name: 'a list', path: add, body: [], answer: [400, { code: 'validation_failed' }] },
  { name: 'a body that is no JSON', path: add, body: '{"a":1', answer: [400, { code: 'malformed_json' }] },
  { name: 'a parameter in the address', path: `${add}?a=1`, body: { a: 1 }, answer: [400, { code: 'unknown_parameter' }] },
  { name: 'no body where nothing is required', path: rpc('nothing'), answer: [200, { name: null }] },
  { name: 'an empty body where nothing is required', path: rpc('nothing'), body: {}, answer: [200, { name: null }] },
  { name: 'no body where something is required', path: add, answer: wrong('a', 'required') },
  { name: 'a rule may ask who is calling', path: rpc('mine'), answer: [401, { code: 'unauthorized' }] },
  {
    name: 'and its records have his rules',
    path: rpc('mine'),
    as: callers['other'],
    answer: [200, { id: bob, titles: ['bobs', 'cyds', 'news'] }],
  },
  {
    name: 'and its records have his rules',
    path: rpc('mine'),
    as: callers['owner'],
    answer: [200, { id: ann, titles: ['cyds', 'draft', 'news'] }],
  },
  { name: 'without a rule it is for administrators', path: rpc('never'), answer: [401, { code: 'unauthorized' }] },
  { name: 'without a rule it is for administrators', path: rpc('never'), as: callers['owner'], answer: [403, { code: 'forbidden' }] },
  { name: 'without a rule it is for administrators', path: rpc('never'), as: callers['admin'], answer: [200, { done: true }] },
  {
    name: 'who may not call learns nothing of the input',
    path: rpc('refused'),
    body: { nope: 1 },
    answer: [401, { code: 'unauthorized' }],
  },
  {
    name: 'who may not call learns nothing of the input',
    path: rpc('refused'),
    body: { nope: 1 },
    as: callers['other'],
    answer: [403, { code: 'forbidden' }],
  },
  { name: 'a key calls what it is for', path: rpc('mine'), as: keys['callerKey'], answer: [200, { id: ann }] },
  { name: 'a key calls nothing else', path: rpc('mine'), as: keys['readerKey'], answer: [403, { code: 'insufficient_scope' }] },
  {
    name: 'a refusal of the function is its own',
    path: rpc('half'),
    as: callers['owner'],
    answer: [409, { code: 'conflict', detail: 'Not today.' }],
  },
  ...['nope', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'Add', 'add/x', '%61dd', ''].map((name) => ({
    name: `the name ${name}`,
    path: rpc(name),
    body: {},
    answer: [404, { code: 'not_found' }] as const,
  })),
];

eachDatabase(t, async (t, choice) => {
  const blog = await startRoutedBlog(choice);
  t.teardown(blog.close);
  const { call, records } = blog;

  for (const { name, path = '', body, as, answer } of calls) {
    await t.test(`${name}: ${path}`, async (t) => {
      const made = await call('POST', path, { as, ...(body !== undefined && { body }) });
      t.equal(made.status, answer[0], made.text);
      t.match(made.body, answer[1]);
    });
  }

  await t.test('a function that throws has written nothing', async (t) => {
    t.strictSame(await records.aggregate('tags', { where: { name: 'half' }, count: true }), [{ key: {}, count: 0 }]);
  });

  await t.test('a function is called by POST', async (t) => {
    const answer = await call('GET', add);
    t.match([answer.status, answer.headers.get('allow')], [405, 'POST']);
  });

  await t.test('what a function must not return is our mistake, and stays in the log', async (t) => {
    const lines = captureLog(blog.app);
    for (const name of ['wrongType', 'tooMuch', 'tooLittle', 'circular', 'broken']) {
      const answer = await call('POST', rpc(name), { body: {} });
      t.match([answer.status, answer.body], [500, { code: 'internal', detail: 'Something went wrong on our side.' }], name);
      t.notMatch(answer.text, /swordfish|select|\bsum\b|stack|\.[jt]s/);
      const { instance } = answer.body as { instance: string };
      const line = lines.find(({ reqId }) => reqId === instance);
      t.match(
        line,
        { level: 50, code: 'internal', err: { message: String, stack: /\.[jt]s/ }, req: { method: 'POST', url: rpc(name) } },
        'the log has it all',
      );
    }
  });

  await t.test('a function learns that its client has gone', async (t) => {
    await blog.app.listen();
    const { port } = blog.app.server.server.address() as AddressInfo;
    const leaving = new AbortController();
    const answer = fetch(`http://127.0.0.1:${port}${rpc('wait')}`, { method: 'POST', signal: leaving.signal });
    while (!waiting.begun) await new Promise((resolve) => setTimeout(resolve, 5));
    leaving.abort();
    await t.rejects(answer, { name: 'AbortError' });
    for (let tries = 0; tries < 400 && !waiting.aborted; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
    t.ok(waiting.aborted);
    Object.assign(waiting, { begun: false, aborted: false });
  });

  await t.test('a route of the config knows the caller and has his records', async (t) => {
    for (const [name, as] of Object.entries(callers)) {
      t.strictSame((await call('GET', '/api/me', { as })).body, { caller: { id: as?.id ?? null, admin: as?.admin ?? false } }, name);
      const guarded = await call('GET', '/api/posts?sort=id&limit=500', { as });
      t.strictSame((await call('GET', '/api/readable', { as })).body, guarded.body, `${name} reads what he may`);
    }
    t.match(await call('POST', '/api/guarded', { body: { title: 'x', author: ann } }), { status: 401 });
    t.match(await call('POST', '/api/guarded', { as: callers['other'], body: { title: 'x', author: bob, secret: 'x' } }), {
      status: 400,
      body: { code: 'unknown_field' },
    });
    const made = await call('POST', '/api/guarded', { as: callers['other'], body: { title: 'x', author: bob } });
    t.match([made.status, made.body], [200, { title: 'x' }]);
    t.notMatch(made.text, '"secret"');
    await records.delete('posts', (made.body as { id: string }).id);
    t.match(await call('GET', '/api/posts/featured'), { status: 200, body: [{ id: ids.news }] }, 'a route of one’s own comes before an id');
    t.match(await call('DELETE', '/api/me'), { status: 405 });
  });

  await t.test('a route with a schema checks what comes in and what leaves', async (t) => {
    const typed = '/api/typed/7';
    const table: readonly (readonly [path: string, body: unknown, status: number, match: object])[] = [
      [typed, { title: 'ha' }, 200, { said: 'haha', id: 7 }],
      [`${typed}?times=2`, { title: 'a', count: 1 }, 200, { said: 'aa' }],
      [typed, { title: 'too long' }, 400, { code: 'validation_failed', errors: [{ path: 'title' }] }],
      [typed, { title: 'a', count: '1' }, 400, { code: 'validation_failed', errors: [{ path: 'count', code: 'invalid_type' }] }],
      [typed, { title: 'a', admin: true }, 400, { code: 'validation_failed', errors: [{ path: 'admin', code: 'unknown_field' }] }],
      [typed, {}, 400, { code: 'validation_failed', errors: [{ path: 'title', code: 'required' }] }],
      [typed, '{"title":"a","title":"b"}', 400, { code: 'duplicate_key' }],
      [`${typed}?times=x`, { title: 'a' }, 400, { code: 'invalid_parameter' }],
      [`${typed}?time=1`, { title: 'a' }, 400, { code: 'unknown_parameter' }],
      ['/api/typed/x', { title: 'a' }, 404, { code: 'not_found' }],
    ];
    for (const [path, body, status, match] of table) {
      const answer = await call('POST', path, { body });
      t.match([answer.status, answer.body], [status, match], `${path} ${JSON.stringify(body)}`);
      t.notMatch(answer.text, 'swordfish');
    }
  });

  await t.test('what a route throws is answered like everything else', async (t) => {
    const refused = await call('GET', '/api/refusing');
    t.match(
      [refused.status, refused.body, refused.headers.get('retry-after')],
      [429, { code: 'quota_exceeded', detail: 'Come back tomorrow.', left: 0 }, '60'],
    );
    for (const [path, status, code] of [
      ['/api/crashing', 500, 'internal'],
      ['/api/unavailable', 503, 'unavailable'],
    ] as const) {
      const crashed = await call('GET', path);
      t.match([crashed.status, crashed.body], [status, { code }]);
      t.notMatch(crashed.text, 'swordfish', 'our own mistakes are for the log');
    }
    const page = await call('GET', '/hello');
    t.match(
      [page.status, page.text, page.headers.get('cache-control')],
      [200, '<p>hello</p>', 'public, max-age=60'],
      'it may answer pages, and say how long they are good',
    );
  });

  await t.test('rows that were fetched as the system leave as their reader would have read them', async (t) => {
    const own = ({ body }: { body?: unknown }) => (body as { items: readonly Record<string, unknown>[] }).items;
    for (const [name, as] of Object.entries({ ...callers, readerKey: keys['readerKey'] })) {
      const guarded = own(await call('GET', '/api/posts?sort=id&limit=500', { as }));
      const raw = await call('GET', '/api/raw/rows', { as });
      t.equal(raw.status, 200);
      t.strictSame(
        raw.body,
        guarded.map(({ createdAt, updatedAt, ...row }) => row),
        `${name}: plain rows`,
      );

      const tree = 'author,reviewer.reviews,tags.posts,labels,comments.author';
      const read = await call('GET', `/api/posts?sort=id&limit=500&expand=${tree}`, { as });
      const expanded = await call('GET', '/api/raw/expanded', { as });
      t.equal(expanded.status, 200);
      t.notMatch(expanded.text, /secret-|badge-|"auditor"|"secret"|"badge"/, 'nothing hidden, however deep');
      if (as?.admin !== true) t.notMatch(expanded.text, /note-|"email":"cyd/, 'nothing that is not his to read');
      if (read.status === 200) t.strictSame(plain(expanded.body), plain(own(read)), `${name}: rows with all that they lead to`);
    }
  });

  await t.test('what a route adds to rows stays, and what it leaves out does not come back', async (t) => {
    const added = (await call('GET', '/api/raw/added', { as: callers['owner'] })).body as readonly Record<string, unknown>[];
    t.match(
      added.map(({ rank }) => rank),
      [1, 1, 1],
    );
    const partly = await call('GET', '/api/raw/partly', { as: callers['owner'] });
    t.strictSame(partly.body, [{ id: ids.news, views: 10 }, { id: ids.draft }, { id: ids.cyds, views: 40 }]);
    t.strictSame((await call('GET', '/api/raw/invented')).body, [], 'a row that is not stored is nobody’s');
    t.match(await call('GET', '/api/raw/without-id'), { status: 500, body: { code: 'internal' } }, 'without an id there is no telling');
    for (const name of ['anonymous', 'owner'])
      t.strictSame((await call('GET', '/api/raw/vault', { as: callers[name] })).body, [], `nothing for ${name}`);
    t.match(await call('GET', '/api/raw/vault', { as: callers['admin'] }), { status: 200, body: [{ word: 'vaulted' }] });
  });

  await t.test('the API’s description has functions and routes in it', async (t) => {
    const answer = await call('GET', '/api/openapi.json');
    t.equal(answer.status, 200);
    const document = answer.body as { openapi: string; paths: Record<string, Record<string, Record<string, unknown>>> };
    t.match(document.openapi, /^3\.1/);
    const described = document.paths['/api/typed/{id}']?.['post'];
    t.match(described, {
      summary: 'Say it again',
      requestBody: { content: { 'application/json': { schema: { required: ['title'], properties: { title: { maxLength: 5 } } } } } },
    });
    t.match(((described?.['parameters'] ?? []) as readonly object[]).map((one) => (one as { name: string; in: string }).name).sort(), [
      'id',
      'times',
    ]);
    t.match(document.paths['/api/rpc/add']?.['post'], {
      requestBody: { content: { 'application/json': { schema: { required: ['a'], additionalProperties: false } } } },
    });
    for (const path of ['/api/me', '/api/readable', '/api/raw/rows', '/api/posts/featured', '/api/posts', '/api/rpc/mine'])
      t.ok(document.paths[path], path);
    t.notOk(document.paths['/api/hidden'], 'a hidden route is not described');
    t.notMatch(answer.text, /badge|auditor|_notes/, 'nor is anything that is not there');
    t.equal((await call('GET', '/api/docs')).status, 200, 'and it can be browsed');
  });
});

/** Rows without what their reader did not ask for in both cases, and lists of rows in one order. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain).sort((one, other) => (String(idOf(one)) < String(idOf(other)) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  const skipped = new Set(['createdAt', 'updatedAt', 'version', 'emailVerified']);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !skipped.has(name))
      .sort()
      .map(([name, one]) => [name, plain(one)]),
  );
}

function idOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
}
