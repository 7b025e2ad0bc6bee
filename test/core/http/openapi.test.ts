import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { AppError } from '../../../core/errors.ts';
import { startServer } from './fake-parts.ts';

type Node = Record<string, unknown>;
interface Document {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<
      string,
      {
        readonly operationId?: string;
        readonly parameters?: readonly Node[];
        readonly responses?: Record<string, Node>;
        readonly requestBody?: Node;
      }
    >
  >;
  readonly components: {
    readonly schemas: Record<string, { readonly properties?: Record<string, Node>; readonly required?: readonly string[] }>;
    readonly responses: Node;
  };
}

const greet = {
  name: 'greet',
  input: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  output: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  authorize: () => Promise.resolve(),
  run: () => Promise.resolve({ text: 'hi' }),
};

const routes = async (app: FastifyInstance) => {
  const schema = {
    tags: ['reports'],
    querystring: { type: 'object', properties: { year: { type: 'integer' } } },
    response: { 200: { type: 'object', properties: { total: { type: 'number' } } } },
  };
  app.get('/api/reports/:kind', { schema }, async () => ({ total: 1 }));
  app.get('/api/reports/secret', { schema: { hide: true } as object }, async () => ({ total: 1 }));
  app.get('/admin', async () => 'page');
};

async function readDocument(app: FastifyInstance): Promise<Document> {
  const response = await app.inject({ url: '/api/openapi.json' });
  return response.json<Document>();
}

function* references(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref' && typeof value === 'string') yield value;
    else yield* references(value);
  }
}

function resolve(document: Document, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Node | undefined)?.[key], document);
}

t.test('the OpenAPI document describes what is served', async (t) => {
  await using server = await startServer({ functions: [greet], routes });
  const document = await readDocument(server.app);
  const { paths, components } = document;
  t.equal(document.openapi, '3.1.0');
  const generated = ['places', 'posts', 'users'].flatMap((name) => [`/api/${name}`, `/api/${name}/aggregate`, `/api/${name}/{id}`]);
  t.strictSame(
    Object.keys(paths).sort(),
    ['/api/batch', '/api/health', '/api/health/ready', '/api/reports/{kind}', '/api/rpc/greet', ...generated].sort(),
  );
  t.strictSame(Object.keys(paths['/api/posts/{id}'] ?? {}), ['parameters', 'get', 'patch', 'put', 'delete']);
  t.match(
    paths['/api/reports/{kind}'],
    { get: { tags: ['reports'], parameters: [{ name: 'year' }, { name: 'kind' }] } },
    "an author's route is there with its schema",
  );
  const ids = Object.values(paths).flatMap((path) => Object.values(path).flatMap(({ operationId }) => operationId ?? []));
  t.equal(new Set(ids).size, ids.length, 'operation ids are unique');
  t.match(
    paths['/api/posts']?.get?.parameters?.map(({ name }) => name),
    ['where', 'sort', 'limit', 'cursor', 'offset', 'fields', 'expand', 'count'],
  );
  t.match(paths['/api/posts']?.get?.parameters?.[0], {
    content: { 'application/json': { schema: { $ref: '#/components/schemas/posts_where' } } },
  });
  const list = Object.keys(paths['/api/posts']?.get?.responses ?? {});
  t.strictSame(list, ['200', '400', '401', '403', '404', '429', '500', '503']);
  t.match(components.responses.list_400, { description: /invalid_cursor/, content: { 'application/problem+json': {} } });
});

t.test('the document keeps to what callers may know', async (t) => {
  await using server = await startServer({ functions: [greet], routes });
  const response = await server.app.inject({ url: '/api/openapi.json' });
  const { schemas } = response.json<Document>().components;
  t.notMatch(response.body, /_jobs|"note"|"score":\{"type":"integer","minimum"[^}]*\},"and"/);
  const names = (schema: string) => Object.keys(schemas[schema]?.properties ?? {});
  t.strictSame(
    names('posts'),
    ['id', 'createdAt', 'updatedAt', 'version', 'title', 'status', 'views', 'author', 'readers'],
    'no hidden, secret or unreadable field',
  );
  t.strictSame(names('posts_where'), [...names('posts'), 'and', 'or', 'not']);
  t.strictSame(names('posts_create'), ['title', 'status', 'author', 'readers', 'pin', 'score'], 'no field that cannot be written');
  t.strictSame(schemas.posts_create?.required, ['title', 'author']);
  t.strictSame(names('posts_update'), names('posts_create'));
  t.equal(schemas.posts_update?.required, undefined);
  t.match(schemas.posts_create?.properties?.pin, { writeOnly: true });
  t.strictSame(schemas.places_create?.required, ['id'], 'ids that the caller chooses');
});

t.test('every reference leads somewhere and every schema compiles', async (t) => {
  await using server = await startServer({ functions: [greet], routes });
  const document = await readDocument(server.app);
  const found = [...references(document)];
  t.ok(found.length > 50);
  t.strictSame(
    [...new Set(found)].filter((reference) => resolve(document, reference) === undefined),
    [],
  );

  const ajv = formats.default(new Ajv2020({ strict: false }));
  ajv.addSchema({ $id: 'document', components: document.components });
  const where = ajv.compile({ $ref: 'document#/components/schemas/posts_where' });
  const right = [
    {},
    { title: 'x' },
    { 'author.name': 'x' },
    { author: { name: { contains: 'x' } } },
    { views: { gte: 1, in: [1, null] } },
    { or: [{ status: 'draft' }], not: {} },
    { readers: { some: { name: null } } },
  ];
  const wrong = [
    { nothing: 1 },
    { note: 'x' },
    { score: 1 },
    { views: 'x' },
    { status: 'gone' },
    { title: { near: 1 } },
    { readers: 'x' },
    { or: {} },
  ];
  for (const one of right) t.ok(where(one), `where ${JSON.stringify(one)}`);
  for (const one of wrong) t.notOk(where(one), `no where ${JSON.stringify(one)}`);
  const create = ajv.compile({ $ref: 'document#/components/schemas/posts_create' });
  const author = '01890a5d-ac96-774b-bcce-b302099a8057';
  t.ok(create({ title: 'x', author, score: null }));
  for (const body of [{ author }, { title: null, author }, { title: 'x', author, views: 1 }, { title: 'x', author, id: author }])
    t.notOk(create(body));
  const record = ajv.compile({ $ref: 'document#/components/schemas/posts' });
  t.ok(record({ id: author, author: { name: 'Ann' }, readers: [author, { id: author }] }), 'relations may be expanded');
  t.ok(record({ id: author, author: null }), 'an expanded relation may be null');
});

t.test('the document is valid OpenAPI 3.1', async (t) => {
  await using server = await startServer({ functions: [greet], routes });
  const { valid, errors } = await new Validator().validate((await readDocument(server.app)) as object as Record<string, unknown>);
  t.ok(valid, JSON.stringify(errors));
});

t.test('the page at /api/docs loads nothing from elsewhere', async (t) => {
  await using server = await startServer({ routes });
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const origin = server.app.listeningOrigin;
  const seen = new Set<string>();
  const page = await fetch(`${origin}/api/docs`);
  t.equal(page.status, 200);
  const policy = page.headers.get('content-security-policy') ?? '';
  t.match(policy, /default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/);
  t.notMatch(policy, /https?:|\*|'unsafe-eval'|script-src[^;]*unsafe-inline/);
  t.equal(page.headers.get('x-content-type-options'), 'nosniff');
  const html = await page.text();
  t.notMatch(html, /<script>|<script[^>]*>[^<\s]|<style|\son\w+=/, 'no inline scripts or styles');
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const url = new URL(address as string, `${origin}/api/docs`);
    t.equal(url.origin, origin, url.href);
    const file = await fetch(url);
    await file.arrayBuffer();
    t.equal(file.status, 200, url.pathname);
    seen.add(url.pathname);
  }
  t.ok(seen.has('/api/docs/static/swagger-ui-bundle.js'));
  t.strictSame(
    await (await fetch(`${origin}/api/docs/json`)).json(),
    await (await fetch(`${origin}/api/openapi.json`)).json(),
    'it shows the same document',
  );
  const missing = await fetch(`${origin}/api/docs/nothing`);
  await missing.text();
  t.match([missing.status, missing.headers.get('content-type')], [404, /problem\+json/]);
  const outside = await fetch(`${origin}/api/docs/static/..%2f..%2fpackage.json`);
  await outside.text();
  t.not(outside.status, 200, 'no file outside of the page');
});

t.test('every code is explained where errors point to', async (t) => {
  await using server = await startServer();
  const failed = (await server.app.inject({ url: '/api/nothing' })).json<{ type: string }>();
  const [path, fragment] = failed.type.split('#');
  const page = await server.app.inject({ url: path as string });
  t.equal(page.statusCode, 200);
  t.match(page.body, `id="${fragment}"`);
  t.match(page.body, new AppError('internal').message);
});
