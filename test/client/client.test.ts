import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Client, type ClientOptions, createClient, PlinthError } from '@plinth/client';
import t from 'tap';
import { createTestApp } from '../../core/testing/index.ts';
import { blog } from '../types/blog.ts';

/** What arrived. */
interface Arrived {
  readonly method: string;
  readonly path: string;
  /** Decoded, in order. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: unknown;
  /** Milliseconds before the answer. */
  readonly after?: number;
}

/** A server that answers in turn what it is told to, `{}` by default, and keeps what arrived. */
async function startServer(...answers: Answer[]) {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '', 'http://test.local');
    const text = Buffer.concat(chunks).toString();
    arrived.push({
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    });
    const { status = 200, type = 'application/json', body = {}, after = 0 } = answers.shift() ?? {};
    if (after > 0) await new Promise((done) => setTimeout(done, after));
    response.writeHead(status, status === 204 ? {} : { 'content-type': type });
    response.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    arrived,
    url,
    client: (options: Partial<ClientOptions> = {}): Client<typeof blog> => createClient<typeof blog>({ url, ...options }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

t.test('a query stands in the URL as the API reads it', async (t) => {
  await using server = await startServer();
  const client = server.client();
  await client.posts.list({
    where: { status: 'draft', author: { name: { startsWith: 'Å & ' } } },
    sort: ['-createdAt', 'title'],
    limit: 5,
    offset: 10,
    fields: ['title', 'views'],
    count: 'exact',
  });
  t.match(server.arrived[0], {
    method: 'GET',
    path: '/api/posts',
    body: undefined,
    query: { sort: '-createdAt,title', limit: '5', offset: '10', fields: 'title,views', count: 'exact' },
  });
  t.strictSame(JSON.parse(server.arrived[0]?.query.where ?? ''), { status: 'draft', author: { name: { startsWith: 'Å & ' } } });
  await client.posts.list();
  t.strictSame(server.arrived[1]?.query, {}, 'and nothing where nothing is asked');
});

t.test('what is expanded is written as paths, and as JSON where a relation has options', async (t) => {
  await using server = await startServer();
  const client = server.client();
  await client.posts.list({ expand: ['author', 'tags'] });
  await client.posts.get('1', { expand: { author: true, comments: { expand: { by: true } } } });
  await client.posts.get('1', { expand: { tags: {}, comments: { limit: 2, expand: { by: true } } } });
  t.equal(server.arrived[0]?.query.expand, 'author,tags');
  t.equal(server.arrived[1]?.query.expand, 'author,comments.by');
  t.strictSame(JSON.parse(server.arrived[2]?.query.expand ?? ''), { tags: {}, comments: { limit: 2, expand: { by: true } } });
});

t.test('a condition that holds undefined is never sent', async (t) => {
  await using server = await startServer();
  const client = server.client();
  const missing = undefined as unknown as string;
  await t.rejects(client.posts.list({ where: { title: missing } }), { name: 'TypeError', message: /where\.title is undefined/ });
  await t.rejects(
    client.posts.list({ where: { or: [{ title: 'x' }, { author: { name: { eq: missing } } }] } }),
    /where\.or\.1\.author\.name\.eq/,
  );
  await t.rejects(client.posts.list({ where: { status: { in: ['draft', missing as 'draft'] } } }), /where\.status\.in\.1/);
  await t.rejects(client.posts.get('1', { expand: { comments: { where: { text: missing } } } }), /expand\.comments\.where\.text/);
  await t.rejects(client.posts.aggregate({ where: { title: missing } }), /where\.title/);
  t.equal(server.arrived.length, 0);
});

t.test('each verb has its method, address and body', async (t) => {
  await using server = await startServer(
    { status: 201, body: { id: '7', version: 3 } },
    {},
    {},
    {},
    { status: 204 },
    { body: { groups: [{ key: {}, count: 2 }] } },
  );
  const client = server.client();
  const post = await client.posts.create({ title: 'A', author: 'u', settings: { theme: 'x' } });
  t.match(post, { id: '7', version: 3 });
  await client.posts.update(post, { views: 1 }, { version: post.version });
  await client.posts.update('a/b?c', { views: 1 });
  await client.tags.put('news', { name: 'News' });
  t.equal(await client.sections.delete(9, { version: 4 }), undefined, 'a delete answers nothing');
  t.strictSame(await client.posts.aggregate({ count: true, groupBy: ['status'], sum: ['views', 'rating'] }), [{ key: {}, count: 2 }]);
  t.strictSame(
    server.arrived.map(({ method, path, body }) => [method, path, body]),
    [
      ['POST', '/api/posts', { title: 'A', author: 'u', settings: { theme: 'x' } }],
      ['PATCH', '/api/posts/7', { views: 1 }],
      ['PATCH', '/api/posts/a%2Fb%3Fc', { views: 1 }],
      ['PUT', '/api/tags/news', { name: 'News' }],
      ['DELETE', '/api/sections/9', undefined],
      ['GET', '/api/posts/aggregate', undefined],
    ],
  );
  t.strictSame(
    server.arrived.map(({ headers }) => headers['if-match']),
    [undefined, '"3"', undefined, undefined, '"4"', undefined],
    'a version is sent where one is given',
  );
  t.strictSame(server.arrived[5]?.query, { count: 'true', groupBy: 'status', sum: 'views,rating' });
  await t.rejects(client.posts.delete(''), { name: 'TypeError' }, 'an empty id would name the collection');
});

t.test('all records are read page by page, and no page more than is wanted', async (t) => {
  const pages = [
    { body: { items: [{ id: '1' }, { id: '2' }], next: 'c1' } },
    { body: { items: [{ id: '3' }], next: 'c2' } },
    { body: { items: [], next: null } },
  ];
  await using server = await startServer(...pages, pages[0] ?? {});
  const client = server.client();
  const ids: string[] = [];
  for await (const post of client.posts.all({ limit: 2, where: { views: 1 } })) ids.push(post.id);
  t.strictSame(ids, ['1', '2', '3']);
  t.strictSame(
    server.arrived.map(({ query }) => [query.cursor, query.limit, query.where]),
    [
      [undefined, '2', '{"views":1}'],
      ['c1', '2', '{"views":1}'],
      ['c2', '2', '{"views":1}'],
    ],
  );
  for await (const _post of client.posts.all()) break;
  t.equal(server.arrived.length, 4);
});

t.test('functions are called by name', async (t) => {
  await using server = await startServer({ body: { sum: 3 } });
  t.strictSame(await server.client().rpc.add({ a: 1, b: 2 }), { sum: 3 });
  t.match(server.arrived[0], { method: 'POST', path: '/api/rpc/add', body: { a: 1, b: 2 } });
});

t.test('a refusal is an error with the code of the API', async (t) => {
  const problem = {
    type: 'about:blank',
    title: 'Invalid',
    status: 400,
    code: 'validation_failed',
    detail: 'No.',
    instance: 'r1',
    errors: [{ path: 'title', code: 'required', message: 'must be given' }],
  };
  await using server = await startServer(
    { status: 400, type: 'application/problem+json; charset=utf-8', body: problem },
    { status: 502, type: 'text/html', body: '<h1>Bad gateway</h1>' },
    { status: 500, body: 'not JSON' },
  );
  const client = server.client();
  const refusal: unknown = await client.posts.get('1').catch((error: unknown) => error);
  t.ok(refusal instanceof PlinthError);
  t.match(refusal, { code: 'validation_failed', status: 400, message: 'No.', problem, errors: problem.errors });
  await t.rejects(client.posts.get('1'), { name: 'PlinthError', code: 'unavailable', status: 502, problem: undefined, errors: [] });
  await t.rejects(client.posts.get('1'), { code: 'internal', status: 500 });
});

t.test('a request can be given up, and says who asks', async (t) => {
  await using server = await startServer({ after: 5_000 });
  const giveUp = new AbortController();
  setTimeout(() => giveUp.abort(), 50);
  await t.rejects(server.client().posts.list({}, { signal: giveUp.signal }), { name: 'AbortError' });
  let token: string | undefined = 'one';
  const client = server.client({ token: () => token, headers: { 'x-app': 'a' }, url: `${server.url}/` });
  await client.posts.list();
  token = undefined;
  await client.posts.list({}, { headers: { 'x-app': 'b' } });
  await server.client({ token: 'fixed' }).posts.list();
  t.strictSame(
    server.arrived.slice(1).map(({ headers }) => [headers.authorization, headers['x-app']]),
    [
      ['Bearer one', 'a'],
      [undefined, 'b'],
      ['Bearer fixed', undefined],
    ],
  );
});

t.test('a client and an app understand each other', async (t) => {
  await using app = await createTestApp(blog);
  const { id: author } = await app.records.create('users', { email: 'ann@example.com', name: 'Ann', role: 'editor' });
  const client = app.as({ id: String(author), claims: { role: 'editor' } });
  const admin = app.as({ id: String(author), admin: true });
  await admin.tags.create({ id: 'news', name: 'News' });
  const section = await admin.sections.create({ name: 'Front' });
  const data = { author: String(author), settings: { theme: 'dark' }, section: section.id };
  const post = await client.posts.create({ ...data, title: 'One', tags: ['news'], price: '9.90', labels: ['b'] });
  for (let count = 0; count < 4; count++) await client.posts.create({ ...data, title: `More ${count}`, views: count });
  const read = await client.posts.get(post.id, { expand: { author: true, tags: { fields: ['name'] }, section: true } });
  t.match(read, {
    title: 'Ann: One',
    author: { name: 'Ann' },
    tags: [{ name: 'News' }],
    section: { id: section.id },
    price: '9.90',
    labels: ['b'],
  });
  const page = await client.posts.list({
    where: { author: { role: 'editor' }, views: { gte: 1 } },
    sort: ['-views', 'section.name'],
    count: 'exact',
    limit: 2,
  });
  t.match(page, { items: [{ views: 3 }, { views: 2 }], total: 3, next: String });
  const titles: string[] = [];
  for await (const { title } of client.posts.all({ limit: 2, sort: 'title', fields: ['title'] })) titles.push(title);
  t.equal(titles.length, 5);
  const changed = await client.posts.update(post, { views: 9 }, { version: post.version });
  t.match(changed, { views: 9, version: post.version + 1 });
  await t.rejects(client.posts.update(post, { views: 10 }, { version: post.version }), { code: 'precondition_failed', status: 412 });
  const [group] = await client.posts.aggregate({ count: true, sum: ['views'], groupBy: ['status'] });
  t.match(group, { key: { status: 'draft' }, count: 5, sum: { views: 15 } });
  t.strictSame(await client.rpc.add({ a: 2 }), { sum: 3 }, 'what was not given holds its default');
  t.match(await client.rpc.top({ section: section.id }), { title: 'Ann: One' });
  await client.posts.delete(changed);
  await t.rejects(client.posts.get(post.id), { code: 'not_found' });
});

t.test('a client can be awaited, printed and compared like any object', async (t) => {
  await using server = await startServer();
  const client = server.client();
  t.equal(await client, client, 'then is no collection');
  t.equal(await client.rpc, client.rpc, 'and no function');
  t.equal(String(client), '[object Object]');
  t.equal(client.posts, client.posts, 'a collection is made once');
  t.equal(JSON.stringify(client), '{}');
});

t.test('the client is under 10 kB, needs no other package and no Node', (t) => {
  const folder = resolve(import.meta.dirname, '../../../client/dist');
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  t.ok(gzipSync(texts.join('\n')).length < 10_240);
  const imported = texts.flatMap((text) => [...text.matchAll(/^(?:import|export) .*from ["']([^"']+)["'];$/gm)].map(([, from]) => from));
  t.strictSame(
    imported.filter((from) => !from?.startsWith('./')),
    [],
  );
  t.end();
});

t.test('a schema file loads nothing that runs only on a server', (t) => {
  const seen = new Set<string>();
  const outside: string[] = [];
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) .*from ["']([^"']+)["'];$/gm)) {
      if (from.startsWith('.')) visit(resolve(file, '..', from));
      else outside.push(`${file}: ${from}`);
    }
  };
  visit(resolve(import.meta.dirname, '../../core/schema.js'));
  t.ok(seen.size > 15, 'the fields were looked at');
  t.strictSame(outside, []);
  t.end();
});
