import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import t from 'tap';
import { anonymous } from '../../../core/caller.ts';
import { AppError } from '../../../core/errors.ts';
import { createLogger } from '../../../core/http/create-logger.ts';
import type { RpcFunction } from '../../../core/http/server-parts.ts';
import { ann, startServer } from './fake-parts.ts';

const jsonType = { 'content-type': 'application/json' };

type Test = Pick<typeof t, 'match' | 'notMatch' | 'equal' | 'type'>;

/** Checks that an answer is a whole problem of this code and tells nothing of the inside. */
function isProblem(t: Test, response: LightMyRequestResponse, ...[code, message]: readonly [code: string, message: string]): void {
  const body = response.json<Record<string, unknown>>();
  t.match(response.headers['content-type'], 'application/problem+json', `${message}: media type`);
  t.equal(body.code, code, `${message}: ${code}`);
  t.equal(body.status, response.statusCode, `${message}: status`);
  t.equal(body.type, `/api/docs/errors#${code}`);
  for (const key of ['title', 'detail', 'instance']) t.type(body[key], 'string');
  t.notMatch(response.body, /node_modules|\.js:|at .*\(|FST_|SQL/, `${message}: nothing of the inside`);
}

t.test('the verbs of a collection', async (t) => {
  await using server = await startServer();
  const { app, calls } = server;
  const ask = async (options: InjectOptions) => {
    calls.length = 0;
    return app.inject(options);
  };

  const list = await ask({ url: '/api/posts?limit=2&where[views][gte]=1' });
  t.equal(list.statusCode, 200);
  t.equal(list.body, '{"items":[{"id":"p1","title":"Hello","version":3}],"next":null}');
  t.match(calls, [['list', 'posts', { limit: 2 }]]);

  const got = await ask({ url: '/api/posts/p1' });
  t.match(got.headers, { etag: '"3"', 'content-type': 'application/json; charset=utf-8' });
  t.equal((await ask({ url: '/api/posts/p1?fields=id' })).headers.etag, undefined, 'no ETag on a part of a record');
  const head = await ask({ url: '/api/posts/p1', method: 'HEAD' });
  t.match([head.statusCode, head.body, head.headers.etag], [200, '', '"3"']);

  for (const held of ['"3"', 'W/"3"', '"1", "3"', '*']) {
    const same = await ask({ url: '/api/posts/p1', headers: { 'if-none-match': held } });
    t.match([same.statusCode, same.body, same.headers.etag], [304, '', '"3"'], `If-None-Match: ${held}`);
  }
  t.equal((await ask({ url: '/api/posts/p1', headers: { 'if-none-match': '"2"' } })).statusCode, 200);
  t.equal((await ask({ url: '/api/posts/p1?expand=author', headers: { 'if-none-match': '"3"' } })).statusCode, 200, 'not with expand');

  const created = await ask({ url: '/api/posts', method: 'POST', payload: { title: 'New' } });
  t.match([created.statusCode, created.headers.location, created.headers.etag], [201, '/api/posts/a%20b%2Fc', '"1"']);
  t.strictSame(calls, [['create', 'posts', { title: 'New' }]]);

  const updated = await ask({
    url: '/api/posts/p1',
    method: 'PATCH',
    payload: '{"title":"Newer"}',
    headers: { 'content-type': 'application/merge-patch+json', 'if-match': '"3"' },
  });
  t.match([updated.statusCode, updated.headers.etag], [200, '"4"']);
  t.strictSame(calls, [['update', 'posts', 'p1', { data: { title: 'Newer' }, version: 3 }]]);
  await ask({ url: '/api/posts/p1', method: 'PATCH', payload: {}, headers: { 'if-match': '*' } });
  t.strictSame(calls, [['update', 'posts', 'p1', { data: {} }]]);

  const put = await ask({ url: '/api/posts/p9', method: 'PUT', payload: { title: 'x' } });
  t.match([put.statusCode, put.headers.location], [201, '/api/posts/p9']);
  t.equal((await ask({ url: '/api/posts/p1', method: 'PUT', payload: { title: 'x' }, headers: { 'if-match': '"7"' } })).statusCode, 200);
  t.strictSame(calls, [['put', 'posts', 'p1', { title: 'x' }, { version: 7 }]]);
  isProblem(
    t,
    await ask({ url: '/api/posts/p9', method: 'PUT', payload: {}, headers: { 'if-match': '*' } }),
    'precondition_failed',
    'PUT of nothing with If-Match: *',
  );
  t.equal(calls[0]?.[0], 'transaction', 'and its creation is undone');

  const deleted = await ask({ url: '/api/posts/p1', method: 'DELETE', headers: { ...jsonType, 'if-match': '"3"' } });
  t.match([deleted.statusCode, deleted.body, deleted.headers['content-type']], [204, '', undefined]);
  t.strictSame(calls, [['delete', 'posts', 'p1', { version: 3 }]]);

  t.strictSame((await ask({ url: '/api/posts/aggregate?count=true' })).json(), { groups: [{ key: {}, count: 1 }] });
});

t.test('If-Match takes one strong tag', async (t) => {
  await using server = await startServer();
  for (const tag of ['W/"3"', '3', '"three"', '"3", "4"', '""', '"0"', '"03"', '"99999999999999999999"', "'3'", '']) {
    const response = await server.app.inject({ url: '/api/posts/p1', method: 'PATCH', payload: {}, headers: { 'if-match': tag } });
    isProblem(t, response, 'invalid_parameter', `If-Match: ${tag}`);
  }
  t.strictSame(server.calls, []);
});

t.test('writes take no parameters and only objects', async (t) => {
  await using server = await startServer();
  const send = (method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, payload?: string) =>
    server.app.inject({ method, url, ...(payload !== undefined && { payload, headers: jsonType }) });
  for (const method of ['PATCH', 'PUT', 'DELETE'] as const)
    isProblem(t, await send(method, '/api/posts/p1?x=1', '{}'), 'unknown_parameter', method);
  isProblem(t, await send('POST', '/api/posts?where={}', '{}'), 'unknown_parameter', 'POST');
  for (const body of ['[1]', '"x"', 'null', '5']) {
    isProblem(t, await send('POST', '/api/posts', body), 'validation_failed', body);
    isProblem(t, await send('PATCH', '/api/posts/p1', body), 'validation_failed', body);
  }
  isProblem(t, await send('POST', '/api/posts', ''), 'malformed_json', 'an empty body');
  isProblem(t, await send('POST', '/api/posts'), 'malformed_json', 'no body');
  isProblem(t, await send('POST', '/api/posts', '{"title":'), 'malformed_json', 'half a body');
  isProblem(t, await send('POST', '/api/posts', '{"a":1,"a":2}'), 'duplicate_key', 'a key twice');
  isProblem(t, await send('POST', '/api/posts', `{"a":"${'x'.repeat(1_048_576)}"}`), 'payload_too_large', 'too much');
  t.strictSame(server.calls, []);
});

t.test('a body of another type is never read', async (t) => {
  await using server = await startServer();
  const types: readonly (readonly [type: string, statuses: readonly number[]])[] = [
    [' application/json', [400, 415]],
    ['application/json\tx', [400, 415]],
    ['APPLICATION/JSON ; charset=x', [400, 415]],
    ['application/json;', [400, 415]],
    ['application/json, text/plain', [415]],
    ['application/jsonx', [415]],
    ['application/json5', [415]],
    ['application/vnd.api+json', [415]],
    ['text/plain', [415]],
    ['text/plain; application/json', [415]],
    ['application/x-www-form-urlencoded', [415]],
    ['multipart/form-data; boundary=x', [415]],
    ['application/merge-patch+json', [415]],
    ['json', [415]],
    ['', [415]],
  ];
  for (const [type, statuses] of types) {
    const response = await server.app.inject({
      method: 'POST',
      url: '/api/posts',
      payload: '{"title":1,}',
      headers: { 'content-type': type },
    });
    t.ok(statuses.includes(response.statusCode), `${JSON.stringify(type)}: ${response.statusCode}`);
    isProblem(t, response, response.statusCode === 415 ? 'unsupported_media_type' : 'malformed_json', type);
  }
  for (const type of ['application/json', 'APPLICATION/JSON ; charset=utf-8', 'application/json;charset="utf-8"']) {
    const response = await server.app.inject({
      method: 'POST',
      url: '/api/posts',
      payload: '{"title":"x"}',
      headers: { 'content-type': type },
    });
    t.equal(response.statusCode, 201, type);
  }
  for (const encoding of ['gzip', 'br', 'identity, gzip', 'x']) {
    const response = await server.app.inject({
      method: 'POST',
      url: '/api/posts',
      payload: '{}',
      headers: { ...jsonType, 'content-encoding': encoding },
    });
    isProblem(t, response, 'unsupported_encoding', encoding);
  }
  t.equal(server.calls.length, 3);
});

t.test('addresses that are not quite right', async (t) => {
  await using server = await startServer({ routes: async (app) => void app.get('/admin', async () => 'secret page') });
  const table: readonly (readonly [path: string, status: number, code: string])[] = [
    ['/api/posts/%E0%A4%A', 400, 'bad_url'],
    ['/api/%', 400, 'bad_url'],
    ['/%zz', 400, 'bad_url'],
    ['/api/posts/..%2f..%2fetc%2fpasswd', 404, 'not_found'],
    ['/api/posts/../../etc/passwd', 404, 'not_found'],
    ['/%61dmin', 404, 'not_found'],
    ['/a%64min', 404, 'not_found'],
    ['/api/%70osts', 404, 'not_found'],
    ['//admin', 404, 'not_found'],
    ['/admin;x', 404, 'not_found'],
    ['/admin/', 404, 'not_found'],
    ['/Admin', 404, 'not_found'],
    ['/api//posts', 404, 'not_found'],
    ['/api/posts/', 404, 'not_found'],
    ['/api/posts/p1/', 404, 'not_found'],
    ['/api/posts/p1/x', 404, 'not_found'],
    ['/api/posts;a=b', 404, 'not_found'],
    ['/api/nothing', 404, 'not_found'],
    ['/api/__proto__', 404, 'not_found'],
    ['/api/constructor/toString', 404, 'not_found'],
    ['/api/posts/changes', 404, 'not_found'],
    [`/api/posts/${'x'.repeat(300)}`, 404, 'not_found'],
    ['/', 404, 'not_found'],
    ['/api', 404, 'not_found'],
  ];
  for (const [path, status, code] of table) {
    const response = await server.app.inject({ url: path });
    t.equal(response.statusCode, status, path);
    isProblem(t, response, code, path);
    t.equal(response.headers['x-content-type-options'], 'nosniff');
  }
  t.equal((await server.app.inject({ url: '/admin' })).body, 'secret page');
  t.equal(
    (await server.app.inject({ url: '/api/posts/p%20%C3%A9' })).json<{ code: string }>().code,
    'not_found',
    'an id in escapes reaches the verbs',
  );
  t.strictSame(server.calls.at(-1)?.slice(0, 3), ['get', 'posts', 'p é']);
});

t.test('a wrong method is told the right ones', async (t) => {
  await using server = await startServer({ routes: async (app) => void app.post('/api/auth/sign-in', async () => 'in') });
  const table: readonly (readonly [method: string, path: string, allow: string])[] = [
    ['PUT', '/api/posts', 'GET, HEAD, POST'],
    ['DELETE', '/api/posts?x=1', 'GET, HEAD, POST'],
    ['OPTIONS', '/api/posts', 'GET, HEAD, POST'],
    ['POST', '/api/posts/p1', 'DELETE, GET, HEAD, PATCH, PUT'],
    ['DELETE', '/api/posts/aggregate', 'GET, HEAD'],
    ['PATCH', '/api/posts/aggregate', 'GET, HEAD'],
    ['GET', '/api/rpc/add', 'POST'],
    ['GET', '/api/auth/sign-in', 'POST'],
    ['DELETE', '/api/auth/sign-in', 'POST'],
    ['POST', '/api/health', 'GET, HEAD'],
  ];
  for (const [method, url, allow] of table) {
    const response = await server.app.inject({ method: method as 'GET', url, ...(method === 'PATCH' && { payload: {} }) });
    isProblem(t, response, 'method_not_allowed', `${method} ${url}`);
    t.equal(response.headers.allow, allow, `${method} ${url}: Allow`);
  }
  const overridden = await server.app.inject({
    url: '/api/posts',
    headers: { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' },
  });
  t.equal(overridden.statusCode, 200, 'X-HTTP-Method-Override is ignored');
  t.strictSame(
    server.calls.map(([verb]) => verb),
    ['list'],
  );
});

t.test('every answer carries the headers of safety', async (t) => {
  await using server = await startServer({
    routes: async (app) =>
      void app.get('/own', async (_request, reply) =>
        reply.header('content-security-policy', 'sandbox').header('cache-control', 'public, max-age=60').send('x'),
      ),
  });
  for (const url of ['/api/posts', '/api/nothing', '/api/health', '/api/posts/%E0%A4%A']) {
    const { headers } = await server.app.inject({ url });
    t.match(headers, {
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': /frame-ancestors 'none'/,
      'cache-control': 'private, no-cache',
      vary: 'Authorization, Cookie',
      'x-request-id': /^[0-9a-f-]{36}$/,
    });
    t.notOk('x-powered-by' in headers || 'server' in headers);
  }
  const own = await server.app.inject({ url: '/own' });
  t.match(own.headers, { 'content-security-policy': 'sandbox', 'cache-control': 'public, max-age=60' }, 'a route may set its own');
  const asked = await server.app.inject({ url: '/api/posts', headers: { 'x-request-id': 'mine', 'request-id': 'mine' } });
  t.not(asked.headers['x-request-id'], 'mine');
});

t.test('callers are identified once, in order, before the body is read', async (t) => {
  let asked = 0;
  await using server = await startServer({
    routes: async (app) => {
      app.get('/api/me', async (request, reply) => ({
        id: request.caller.id,
        same: Object.is(request.records, request.records),
        rows: await reply.records('posts', [{ id: 1, note: 'x' }]),
      }));
    },
    parts: {
      identify: [
        () => undefined,
        async () => undefined,
        (request) => {
          asked++;
          if (request.headers.authorization === 'Bearer bad') throw new AppError('invalid_token');
          if (request.headers.authorization === 'Bearer late') return Promise.reject(new AppError('session_revoked'));
          return request.headers.authorization === 'Bearer ann' ? ann : undefined;
        },
        async (request) => (request.headers.authorization === 'Bearer admin' ? { ...anonymous, id: 'root', admin: true } : undefined),
      ],
    },
  });
  const me = async (token: string) => (await server.app.inject({ url: '/api/me', headers: { authorization: token } })).json<unknown>();
  t.strictSame(await me('Bearer ann'), { id: 'ann', same: true, rows: [{ id: 1 }] });
  t.strictSame(await me('Bearer admin'), { id: 'root', same: true, rows: [{ id: 1, note: 'x' }] });
  t.strictSame((await server.app.inject({ url: '/api/me' })).json(), { same: true, rows: [{ id: 1 }] }, 'anonymous');
  t.equal(asked, 3);
  const bad = await server.app.inject({
    method: 'POST',
    url: '/api/posts',
    payload: '{"broken',
    headers: { ...jsonType, authorization: 'Bearer bad' },
  });
  isProblem(t, bad, 'invalid_token', 'a bad token');
  t.equal(bad.headers['www-authenticate'], 'Bearer');
  isProblem(
    t,
    await server.app.inject({ url: '/api/posts', headers: { authorization: 'Bearer late' } }),
    'session_revoked',
    'a rejected promise',
  );
  t.equal(
    (await server.app.inject({ url: '/api/health', headers: { authorization: 'Bearer bad' } })).statusCode,
    200,
    'health asks nobody',
  );
});

const add: RpcFunction = {
  name: 'add',
  input: {
    type: 'object',
    properties: {
      a: { type: 'integer' },
      b: { type: 'integer', default: 1 },
      deep: { type: 'object', properties: { x: { type: 'string' } } },
    },
    required: ['a'],
  },
  output: { type: 'object', properties: { sum: { type: 'integer' } }, required: ['sum'] },
  authorize: (caller) => (caller.id ? Promise.resolve() : Promise.reject(new AppError('unauthorized'))),
  run: async ({ input }) => {
    const { a, b } = input as { a: number; b: number };
    if (a === 13) throw new Error('secret reason at /srv/app.js');
    return a === 7 ? { sum: 'seven' } : a === 8 ? { sum: 8, hidden: 'x' } : { sum: a + b };
  },
};

t.test('typed calls keep to their shapes', async (t) => {
  await using server = await startServer({
    functions: [add],
    parts: { identify: [(request) => (request.headers.authorization ? ann : undefined)] },
  });
  const call = (payload: string, name = 'add') =>
    server.app.inject({ method: 'POST', url: `/api/rpc/${name}`, payload, headers: { ...jsonType, authorization: 'Bearer x' } });
  const good = await call('{"a":1,"b":2}');
  t.match([good.statusCode, good.body], [200, '{"sum":3}']);
  t.equal((await call('{"a":1}')).body, '{"sum":2}', 'declared defaults are filled in');
  const wrong: readonly (readonly [body: string, path: string, code: string])[] = [
    ['{"a":"1"}', 'a', 'invalid_type'],
    ['{"a":null}', 'a', 'invalid_type'],
    ['{"b":1}', 'a', 'required'],
    ['{"a":1,"role":"admin"}', 'role', 'unknown_field'],
    ['{"a":1,"deep":{"y":1}}', 'deep.y', 'unknown_field'],
    ['[]', '', 'invalid_type'],
  ];
  for (const [body, path, code] of wrong) {
    const response = await call(body);
    isProblem(t, response, 'validation_failed', body);
    t.match(response.json(), { errors: [{ path, code }] }, body);
  }
  for (const name of ['nothing', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])
    isProblem(t, await call('{}', name), 'not_found', name);
  for (const a of [7, 8, 13]) isProblem(t, await call(`{"a":${a}}`), 'internal', `a = ${a}`);
  isProblem(
    t,
    await server.app.inject({ method: 'POST', url: '/api/rpc/add', payload: { a: 'x' } }),
    'unauthorized',
    'before the input is judged',
  );
  isProblem(t, await call('{"a":1}', 'add?x=1'), 'unknown_parameter', 'with a parameter');
});

t.test('whatever is thrown becomes a problem', async (t) => {
  const lines: string[] = [];
  await using server = await startServer({
    routes: async (app) => {
      app.get('/api/throws/:what', async (request) => {
        const { what } = request.params as { what: string };
        if (what === 'error') throw new Error('password=hunter2 in /srv/secret.js');
        // biome-ignore lint/style/useThrowOnlyError: libraries do it
        if (what === 'null') throw null;
        // biome-ignore lint/style/useThrowOnlyError: libraries do it
        if (what === 'text') throw 'text';
        if (what === 'teapot') throw Object.assign(new Error('no'), { statusCode: 418 });
        if (what === 'full') throw new AppError('storage_full', { detail: 'disk /dev/sda1 is full' });
        throw new AppError('rate_limited', {
          detail: 'Wait.',
          data: { limit: 10, code: 'other', status: 200 },
          headers: { 'retry-after': '7' },
        });
      });
      const schema = {
        querystring: { type: 'object', properties: { n: { type: 'integer' } }, additionalProperties: false },
        params: { type: 'object', properties: { id: { type: 'integer' } } },
        body: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'], additionalProperties: false },
      };
      app.post('/api/own/:id', { schema }, async (request) => ({ body: request.body, query: request.query, params: request.params }));
    },
    parts: { logger: createLogger('debug', { write: (line) => void lines.push(line) }) },
  });
  const get = (what: string) =>
    server.app.inject({
      url: `/api/throws/${what}?token=abc&access_token=def&page=2`,
      headers: { authorization: 'Bearer sesame', cookie: 'a=sesame' },
    });
  for (const what of ['error', 'null', 'text', 'teapot']) {
    const response = await get(what);
    isProblem(t, response, 'internal', what);
    t.notMatch(response.body, /hunter2|no"|secret/);
  }
  const full = await get('full');
  t.match([full.statusCode, full.json()], [507, { code: 'storage_full', detail: 'There is no space left to store this.' }]);
  const limited = await get('limit');
  isProblem(t, limited, 'rate_limited', 'with data and headers');
  t.match([limited.headers['retry-after'], limited.json()], ['7', { limit: 10, detail: 'Wait.', code: 'rate_limited', status: 429 }]);

  const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const failure = logged.find((line) => line.level === 50);
  t.match(
    failure,
    {
      reqId: /^[0-9a-f-]{36}$/,
      err: { message: /hunter2/ },
      req: { method: 'GET', url: '/api/throws/error?token=[redacted]&access_token=[redacted]&page=2' },
    },
    'the log has the reason',
  );
  t.equal(logged.filter((line) => line.level === 50).length, 5);
  t.notMatch(lines.join(''), /sesame|abc|def/, 'the log has no credentials');

  const own = (url: string, payload: unknown) => server.app.inject({ method: 'POST', url, payload: payload as object });
  t.strictSame(
    (await own('/api/own/5?n=6', { n: 7 })).json(),
    { body: { n: 7 }, query: { n: 6 }, params: { id: 5 } },
    'only what is text is coerced',
  );
  isProblem(t, await own('/api/own/5', { n: '7' }), 'validation_failed', 'no coercion in bodies');
  t.match((await own('/api/own/5', { n: 1, m: 2 })).json(), { errors: [{ path: 'm', code: 'unknown_field' }] });
  isProblem(t, await own('/api/own/5?m=1', { n: 1 }), 'unknown_parameter', 'a strange parameter');
  isProblem(t, await own('/api/own/5?n=x', { n: 1 }), 'invalid_parameter', 'a wrong parameter');
  isProblem(t, await own('/api/own/x', { n: 1 }), 'not_found', 'a wrong path');
});

t.test('health', async (t) => {
  let fails = false;
  await using server = await startServer({
    parts: { ready: () => (fails ? Promise.reject(new Error('postgres://user:pw@host')) : Promise.resolve()) },
  });
  t.strictSame((await server.app.inject({ url: '/api/health' })).json(), { status: 'ok' });
  t.strictSame((await server.app.inject({ url: '/api/health/ready' })).json(), { status: 'ok' });
  fails = true;
  const response = await server.app.inject({ url: '/api/health/ready' });
  t.equal(response.statusCode, 503);
  isProblem(t, response, 'unavailable', 'not ready');
  t.notMatch(response.body, /postgres/);
  t.equal((await server.app.inject({ url: '/api/health' })).statusCode, 200);
});

async function crossOrigin(app: FastifyInstance, origin: string) {
  const { headers } = await app.inject({ url: '/api/posts', headers: { origin } });
  const preflight = await app.inject({
    method: 'OPTIONS',
    url: '/api/posts/p1',
    headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization' },
  });
  return { allowed: headers['access-control-allow-origin'], vary: headers.vary, preflight };
}

t.test('only listed origins may call from a browser', async (t) => {
  await using closed = await startServer();
  t.equal((await crossOrigin(closed.app, 'https://app.example')).allowed, undefined, 'none by default');
  await using listed = await startServer({ settings: { cors: ['https://app.example'] } });
  const { allowed, vary, preflight } = await crossOrigin(listed.app, 'https://app.example');
  t.equal(allowed, 'https://app.example');
  t.equal(vary, 'Origin, Authorization, Cookie');
  t.equal(preflight.statusCode, 204);
  t.match(preflight.headers, {
    'access-control-allow-methods': /PATCH/,
    'access-control-allow-headers': 'authorization',
    'access-control-allow-credentials': 'true',
  });
  for (const origin of [
    'https://evil.example',
    'https://app.example.evil',
    'http://app.example',
    'null',
    'http://localhost:5173',
    'https://xapp.example',
  ]) {
    const refused = await crossOrigin(listed.app, origin);
    t.equal(refused.allowed, undefined, origin);
    t.equal(refused.preflight.headers['access-control-allow-origin'], undefined, `${origin}: preflight`);
  }
  const failed = await listed.app.inject({ url: '/api/nothing', headers: { origin: 'https://app.example' } });
  t.equal(failed.headers['access-control-allow-origin'], 'https://app.example', 'errors can be read too');
  const plain = await listed.app.inject({ method: 'OPTIONS', url: '/api/posts' });
  isProblem(t, plain, 'method_not_allowed', 'OPTIONS that is no preflight');
});

t.test('in development any local origin may call', async (t) => {
  await using server = await startServer({ settings: { development: true } });
  for (const origin of [
    'http://localhost:5173',
    'http://127.0.0.1:3000',
    'https://localhost',
    'http://[::1]:8080',
    'http://app.localhost:5173',
  ])
    t.equal((await crossOrigin(server.app, origin)).allowed, origin, origin);
  for (const origin of ['http://localhost.evil.example', 'https://evil.example', 'http://127.0.0.1.evil.example', 'null'])
    t.equal((await crossOrigin(server.app, origin)).allowed, undefined, origin);
});

t.test('an asterisk lets every origin call, without cookies', async (t) => {
  await using server = await startServer({ settings: { cors: ['*'] } });
  const { allowed, preflight } = await crossOrigin(server.app, 'https://any.example');
  t.equal(allowed, '*');
  t.equal(preflight.headers['access-control-allow-credentials'], undefined);
});

t.test('forwarded headers count only from proxies that are believed', async (t) => {
  const routes = async (app: FastifyInstance) => void app.get('/api/ip', async (request) => ({ ip: request.ip, host: request.host }));
  const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'evil.example', host: 'real.example' };
  const table = [
    [false, '127.0.0.1', 'real.example'],
    [true, '203.0.113.9', 'evil.example'],
    [['10.0.0.0/8'], '127.0.0.1', 'real.example'],
    [['127.0.0.1'], '203.0.113.9', 'evil.example'],
    [1, '203.0.113.9', 'evil.example'],
    [0, '127.0.0.1', 'real.example'],
  ] as const;
  for (const [trustProxy, ip, host] of table) {
    await using server = await startServer({ routes, settings: { trustProxy } });
    t.strictSame((await server.app.inject({ url: '/api/ip', headers })).json(), { ip, host }, String(trustProxy));
  }
});

/** Sends bytes and answers everything that came back until the server closed the connection; undefined where it did not within a second. */
function exchange(port: number, bytes: string | readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => {
      resolve(undefined);
      socket.destroy();
    }, 3000);
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
    for (const part of [bytes].flat()) socket.write(part);
  });
}

t.test('what is not quite HTTP is refused and the connection closed', async (t) => {
  await using server = await startServer();
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.app.server.address() as AddressInfo;
  const start = 'POST /api/posts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const many = Array.from({ length: 200 }, (_, index) => `x-${index}: 1\r\n`).join('');
  const table: readonly (readonly [name: string, bytes: string, status: RegExp, code: string])[] = [
    [
      'a header of 64 kB',
      `GET /api/posts HTTP/1.1\r\nHost: x\r\nx-a: ${'a'.repeat(65_536)}\r\n\r\n`,
      /^HTTP\/1.1 431 /,
      'headers_too_large',
    ],
    ['200 headers', `GET /api/posts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${many}\r\n`, /^HTTP\/1.1 400 /, 'malformed_request'],
    ['two lengths', `${start}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, /^HTTP\/1.1 400 /, 'malformed_request'],
    [
      'a length and chunks',
      `${start}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      /^HTTP\/1.1 400 /,
      'malformed_request',
    ],
    ['a bare line feed in a value', 'GET /api/posts HTTP/1.1\r\nHost: x\r\nx-a: b\nc\r\n\r\n', /^HTTP\/1.1 400 /, 'malformed_request'],
    ['no HTTP at all', 'hello\r\n\r\n', /^HTTP\/1.1 400 /, 'malformed_request'],
    ['a body that is too long', `${start}Content-Length: 2000000\r\n\r\n{`, /^HTTP\/1.1 413 /, 'payload_too_large'],
    ['an encoded body', `${start}Content-Encoding: gzip\r\nContent-Length: 900000\r\n\r\n`, /^HTTP\/1.1 415 /, 'unsupported_encoding'],
    [
      'two credentials',
      'GET /api/posts HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: a\r\nauthorization: b\r\n\r\n',
      /^HTTP\/1.1 200 /,
      '',
    ],
  ];
  for (const [name, bytes, status, code] of table) {
    const answer = await exchange(port, bytes);
    t.match(answer, status, `${name}: status, and the connection ends`);
    if (code !== '') t.match(answer, new RegExp(`"code":"${code}"`), `${name}: ${code}`);
    if (code !== '') t.match(answer, /content-type: application\/problem\+json/i, `${name}: media type`);
  }
  const endless = Array.from({ length: 100 }, () => `10000\r\n${'a'.repeat(65_536)}\r\n`);
  t.match(await exchange(port, [`${start}Transfer-Encoding: chunked\r\n\r\n`, ...endless]), /^HTTP\/1.1 413 /, 'chunks without end');
  t.equal((await fetch(`http://127.0.0.1:${port}/api/posts`)).status, 200, 'and the next request is served');

  const refusals = 'GET /api/nothing HTTP/1.1\r\nHost: x\r\n\r\nPOST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}';
  const answers = await exchange(port, `${refusals}GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  t.equal(answers?.match(/HTTP\/1.1 404 /g)?.length, 2);
  t.match(answers, /\{"status":"ok"\}$/, 'a mere refusal leaves the connection open');
});

t.test('two credentials are refused where credentials are read', async (t) => {
  await using server = await startServer({ parts: { identify: [() => ann] } });
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.app.server.address() as AddressInfo;
  const answer = await exchange(
    port,
    'GET /api/posts HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: a\r\nauthorization: b\r\n\r\n',
  );
  t.match(answer, /"code":"invalid_token"/);
});

t.test('closing waits for running requests', async (t) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun: () => void = () => undefined;
  const running = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const slow = async () => {
    begun();
    await held;
    return { done: true };
  };
  const server = await startServer({ routes: async (app) => void app.get('/api/slow', slow) });
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.app.server.address() as AddressInfo;
  const answer = fetch(`http://127.0.0.1:${port}/api/slow`).then((response) => response.json());
  await running;
  let closed = false;
  const closing = server.app.close().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.notOk(closed, 'not yet');
  release();
  t.strictSame(await answer, { done: true });
  await closing;
});
