import { gzipSync } from 'node:zlib';
import { ann, bob, ids } from './bad-input-app.ts';
import type { Bytes, PlainRequest } from './exchange.ts';

/** A request that must be refused, with the number that it has in the list of bad input. */
export interface BadInput {
  readonly number: number;
  readonly name: string;
  /** An HTTP request, or bytes where HTTP clients would not send such a thing. */
  readonly sent: PlainRequest | { readonly bytes: Bytes };
  readonly status: number;
  readonly code: string;
}

const json = { 'content-type': 'application/json' };
export const as = (name: string) => ({ authorization: `Bearer ${name}` });

const title = { title: 'bad', author: ann };
const create = (body: string | Buffer): PlainRequest => ({ method: 'POST', path: '/api/posts', headers: { ...json, ...as('ann') }, body });
const withCount = (count: string) => create(`{"title":"bad","author":"${ann}","count":${count}}`);
const withTitle = (literal: string) => create(`{"title":${literal},"author":"${ann}","count":1}`);
const withData = (data: string) => create(`{"title":"bad","author":"${ann}","count":1,"data":${data}}`);
const patch = (path: string, body: unknown, name = 'ann'): PlainRequest => ({
  method: 'PATCH',
  path,
  headers: { ...json, ...as(name) },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const get = (path: string, headers: PlainRequest['headers'] = {}): PlainRequest => ({ path, headers });

const head = (start: string, ...headers: string[]) => [start, 'Host: x', ...headers, '', ''].join('\r\n');
/** The beginning of a request that posts JSON. */
export const posting = (...headers: string[]) =>
  head('POST /api/posts HTTP/1.1', 'Content-Type: application/json', 'Authorization: Bearer ann', ...headers);
const asking = (...headers: string[]) => head('GET /api/posts HTTP/1.1', ...headers);

function* endlessChunks(): Generator<string | Buffer> {
  const size = 65_536;
  yield posting('Transfer-Encoding: chunked');
  yield '1\r\n"\r\n';
  const chunk = Buffer.from(`${size.toString(16)}\r\n${'a'.repeat(size)}\r\n`);
  for (let sent = 0; sent < 100 * 1024 * 1024; sent += size) yield chunk;
  yield '1\r\n"\r\n0\r\n\r\n';
}

const valid = JSON.stringify({ ...title, count: 1 });
const deepObject = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
const deepList = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
const gzipBomb = gzipSync(Buffer.alloc(10_000_000, ' '));

/** Bad bodies: nothing that is not exactly JSON, of the declared shape and size, gets in. */
export const badBodies: readonly BadInput[] = [
  { number: 1, name: 'a truncated body', sent: create('{"title":'), status: 400, code: 'malformed_json' },
  { number: 2, name: 'an empty body that says it is JSON', sent: create(''), status: 400, code: 'malformed_json' },
  {
    number: 2,
    name: 'no body at all',
    sent: { bytes: posting('Content-Length: 0', 'Connection: close') },
    status: 400,
    code: 'malformed_json',
  },
  { number: 3, name: 'a list where an object is wanted', sent: create('[1]'), status: 400, code: 'validation_failed' },
  { number: 3, name: 'null where an object is wanted', sent: create('null'), status: 400, code: 'validation_failed' },
  { number: 3, name: 'a list of records', sent: create(`[${valid}]`), status: 400, code: 'validation_failed' },
  { number: 3, name: 'a text for a change', sent: patch(`/api/posts/${ids.annsPost}`, '"x"'), status: 400, code: 'validation_failed' },
  {
    number: 3,
    name: 'a list for a typed call',
    sent: { ...create('[1]'), path: '/api/rpc/double' },
    status: 400,
    code: 'validation_failed',
  },
  {
    number: 4,
    name: '2 MB of JSON',
    sent: { bytes: [posting('Content-Length: 2000000'), `"${'a'.repeat(1_999_998)}"`] },
    status: 413,
    code: 'payload_too_large',
  },
  {
    number: 5,
    name: '100 MB in chunks, without a length',
    sent: { bytes: { [Symbol.iterator]: endlessChunks } },
    status: 413,
    code: 'payload_too_large',
  },
  {
    number: 6,
    name: 'a bomb in gzip',
    sent: { ...create(gzipBomb), headers: { ...json, ...as('ann'), 'content-encoding': 'gzip' } },
    status: 415,
    code: 'unsupported_encoding',
  },
  {
    number: 6,
    name: 'a list of encodings',
    sent: { ...create(valid), headers: { ...json, ...as('ann'), 'content-encoding': 'identity, br' } },
    status: 415,
    code: 'unsupported_encoding',
  },
  {
    number: 7,
    name: 'an invalid body as something like JSON',
    sent: { ...create('{"title":1,'), headers: { ...as('ann'), 'content-type': 'application/json\tx' } },
    status: 415,
    code: 'unsupported_media_type',
  },
  ...[' application/json', 'APPLICATION/JSON ; charset=x', 'application/json;', 'application/json; charset=utf-16'].map((type) => ({
    number: 7,
    name: `an invalid body as ${JSON.stringify(type)}`,
    sent: { ...create('{"title":1,'), headers: { ...as('ann'), 'content-type': type } },
    status: 400,
    code: 'malformed_json',
  })),
  ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', 'text/json', ''].map(
    (type) => ({
      number: 8,
      name: `JSON as ${type || 'nothing'}, in a cookie session`,
      sent: { ...create(valid), headers: { cookie: 'session=ann', ...(type && { 'content-type': type }) } },
      status: 415,
      code: 'unsupported_media_type',
    }),
  ),
  { number: 9, name: 'an object 100,000 levels deep in a json field', sent: withData(deepObject), status: 400, code: 'nesting_too_deep' },
  { number: 10, name: 'half a million open lists', sent: create(deepList), status: 400, code: 'nesting_too_deep' },
  {
    number: 10,
    name: 'half a million open lists that are never closed',
    sent: create('['.repeat(500_000)),
    status: 400,
    code: 'nesting_too_deep',
  },
  {
    number: 11,
    name: 'a key that stands twice',
    sent: patch(`/api/users/${ann}`, '{"role":"user","role":"admin"}'),
    status: 400,
    code: 'duplicate_key',
  },
  {
    number: 11,
    name: 'a key that stands twice, once with an escape',
    sent: patch(`/api/users/${ann}`, '{"name":"a","n\\u0061me":"b"}'),
    status: 400,
    code: 'duplicate_key',
  },
  {
    number: 11,
    name: 'a key that stands twice in a json field',
    sent: withData('{"a":{"b":1,"b":2}}'),
    status: 400,
    code: 'duplicate_key',
  },
  ...[
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"\\u005f_proto__":{"admin":true}}',
    '{"name":"x","__proto__":null}',
  ].map((body) => ({
    number: 12,
    name: `the body ${body}`,
    sent: patch(`/api/users/${ann}`, body),
    status: 400,
    code: 'forbidden_key',
  })),
  {
    number: 12,
    name: '__proto__ in a json field',
    sent: withData('[{"a":{"__proto__":{"admin":true}}}]'),
    status: 400,
    code: 'forbidden_key',
  },
  {
    number: 12,
    name: '__proto__ in a typed call',
    sent: { ...create('{"n":1,"__proto__":{}}'), path: '/api/rpc/double' },
    status: 400,
    code: 'forbidden_key',
  },
  {
    number: 19,
    name: 'bytes that are not UTF-8',
    sent: create(Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')])),
    status: 400,
    code: 'malformed_json',
  },
  {
    number: 19,
    name: 'an overlong encoding',
    sent: create(Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xc0, 0x80]), Buffer.from('"}')])),
    status: 400,
    code: 'malformed_json',
  },
  {
    number: 19,
    name: 'a byte order mark',
    sent: create(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(valid)])),
    status: 400,
    code: 'malformed_json',
  },
];

/** Bad addresses and headers: what two readers could read in two ways. */
export const badRequests: readonly BadInput[] = [
  ...['/api/posts/%E0%A4%A', '/api/%', '/api/posts?where=%E0%A4%A', '/api/posts?fields=%zz'].map((path) => ({
    number: 21,
    name: path,
    sent: get(path),
    status: 400,
    code: 'bad_url',
  })),
  ...[
    ...[
      '/api/posts/..%2f..%2fetc%2fpasswd',
      '/%61dmin',
      '//admin',
      '/admin;x',
      '/api/%70osts',
      '//api/posts',
      '/api//posts',
      '/API/posts',
      '/api/posts;x',
    ],
    ...[
      '/api/posts/',
      '/api/posts/../users',
      '/api/posts/.',
      '/api/posts/%00',
      `/api/posts/${ids.annsPost}%00`,
      `/api/posts/${ids.annsPost}/x`,
      '/api/posts%20',
    ],
    ...[
      '/api/posts/%2e%2e/users',
      '/api/..;/api/posts',
      '/api/posts%2f',
      '/api\\posts',
      '/api/posts/aggregate/x',
      `/api/posts/${'a'.repeat(300)}`,
    ],
    ...['/api/__proto__', '/api/constructor', '/api/posts/__proto__', '/api/toString', '/api/_users', '/api/posts_tags'],
  ].map((path) => ({ number: 22, name: path.slice(0, 60), sent: get(path), status: 404, code: 'not_found' })),
  { number: 22, name: '/api/rpc/__proto__', sent: { ...create('{}'), path: '/api/rpc/__proto__' }, status: 404, code: 'not_found' },
  { number: 33, name: 'a header of 64 kB', sent: { bytes: asking(`x-a: ${'a'.repeat(65_536)}`) }, status: 431, code: 'headers_too_large' },
  {
    number: 33,
    name: '200 headers',
    sent: { bytes: asking('Connection: close', ...Array.from({ length: 200 }, (_, index) => `x-${index}: 1`)) },
    status: 400,
    code: 'malformed_request',
  },
  { number: 33, name: 'a line break in a value', sent: { bytes: asking('x-a: b\nc') }, status: 400, code: 'malformed_request' },
  { number: 33, name: 'a carriage return in a value', sent: { bytes: asking('x-a: b\rc') }, status: 400, code: 'malformed_request' },
  {
    number: 33,
    name: 'a value that goes on in the next line',
    sent: { bytes: asking('x-a: b\r\n c') },
    status: 400,
    code: 'malformed_request',
  },
  { number: 33, name: 'a NUL in a value', sent: { bytes: asking('x-a: b\0c') }, status: 400, code: 'malformed_request' },
  { number: 33, name: 'a space before the colon', sent: { bytes: posting('Content-Length : 2') }, status: 400, code: 'malformed_request' },
  {
    number: 33,
    name: 'two lengths',
    sent: { bytes: `${posting('Content-Length: 2', 'Content-Length: 3')}{}` },
    status: 400,
    code: 'malformed_request',
  },
  {
    number: 33,
    name: 'a length that is none',
    sent: { bytes: `${posting('Content-Length: 2x')}{}` },
    status: 400,
    code: 'malformed_request',
  },
  {
    number: 33,
    name: 'a length and chunks',
    sent: { bytes: `${posting('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\nGET /api/users HTTP/1.1\r\n\r\n` },
    status: 400,
    code: 'malformed_request',
  },
  {
    number: 33,
    name: 'chunks that are not the last encoding',
    sent: { bytes: `${posting('Transfer-Encoding: chunked, identity')}0\r\n\r\n` },
    status: 400,
    code: 'malformed_request',
  },
  {
    number: 33,
    name: 'a chunk whose size is none',
    sent: { bytes: `${posting('Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n` },
    status: 400,
    code: 'malformed_request',
  },
  {
    number: 33,
    name: 'no host',
    sent: { bytes: 'GET /api/posts HTTP/1.1\r\nConnection: close\r\n\r\n' },
    status: 400,
    code: 'malformed_request',
  },
  { number: 33, name: 'two hosts', sent: { bytes: asking('Host: y', 'Connection: close') }, status: 400, code: 'malformed_request' },
  { number: 33, name: 'no HTTP', sent: { bytes: 'hello\r\n\r\n' }, status: 400, code: 'malformed_request' },
  { number: 35, name: 'an empty token', sent: get('/api/posts', { authorization: 'Bearer' }), status: 401, code: 'invalid_token' },
  {
    number: 35,
    name: 'a token that is not ASCII',
    sent: { bytes: asking('Connection: close', 'Authorization: Bearer änn') },
    status: 401,
    code: 'invalid_token',
  },
  {
    number: 35,
    name: 'a small letter and two spaces',
    sent: get('/api/posts', { authorization: 'bearer  ann' }),
    status: 401,
    code: 'invalid_token',
  },
  {
    number: 35,
    name: 'two tokens',
    sent: { bytes: asking('Connection: close', 'Authorization: Bearer ann', 'Authorization: Bearer bob') },
    status: 401,
    code: 'invalid_token',
  },
  {
    number: 35,
    name: 'an unknown token, before the body is looked at',
    sent: { ...create('{"title":'), headers: { ...json, ...as('eve') } },
    status: 401,
    code: 'invalid_token',
  },
  {
    number: 35,
    name: 'a token of 1 MB',
    sent: { bytes: asking(`Authorization: Bearer ${'a'.repeat(1_000_000)}`) },
    status: 431,
    code: 'headers_too_large',
  },
];

const aggregate = '/api/posts/aggregate';
const where = (written: string) => get(`/api/posts?where=${encodeURIComponent(written)}`);
const conditions = (count: number) => Array.from({ length: count }, () => ({ id: 1 }));

/** Bad values and names in bodies and queries: the database never gets to see them. */
export const badValues: readonly BadInput[] = [
  { number: 13, name: 'null for a required integer', sent: withCount('null'), status: 400, code: 'validation_failed' },
  {
    number: 13,
    name: 'null for a required integer of a typed call',
    sent: { ...create('{"n":null}'), path: '/api/rpc/double' },
    status: 400,
    code: 'validation_failed',
  },
  { number: 14, name: 'a text for an integer', sent: withCount('"5"'), status: 400, code: 'validation_failed' },
  {
    number: 14,
    name: 'a text for an integer of a typed call',
    sent: { ...create('{"n":"5"}'), path: '/api/rpc/double' },
    status: 400,
    code: 'validation_failed',
  },
  ...['true', '[5]', '{"increment":"1"}', '1.5', '5e-1'].map((value) => ({
    number: 14,
    name: `${value} for an integer`,
    sent: withCount(value),
    status: 400,
    code: 'validation_failed',
  })),
  ...['9007199254740993', '-9007199254740992', '1e400', '-1e400', `1${'0'.repeat(400)}`].map((value) => ({
    number: 15,
    name: `${value.slice(0, 20)} for an integer`,
    sent: withCount(value),
    status: 400,
    code: 'number_out_of_range',
  })),
  {
    number: 15,
    name: 'an integer past 2^53 in a json field',
    sent: withData('[9007199254740993]'),
    status: 400,
    code: 'number_out_of_range',
  },
  { number: 16, name: '1e20 for an integer', sent: withCount('1e20'), status: 400, code: 'validation_failed' },
  ...['NaN', 'Infinity', '01', '+1', '.5', '1.', '0x1'].map((value) => ({
    number: 16,
    name: `${value} for an integer`,
    sent: withCount(value),
    status: 400,
    code: 'malformed_json',
  })),
  { number: 17, name: 'NUL in a text', sent: withTitle('"a\\u0000b"'), status: 400, code: 'invalid_string' },
  { number: 17, name: 'NUL in a json field', sent: withData('{"a":"\\u0000"}'), status: 400, code: 'invalid_string' },
  { number: 17, name: 'NUL in a key of a json field', sent: withData('{"\\u0000":1}'), status: 400, code: 'invalid_string' },
  { number: 17, name: 'NUL in a filter', sent: where('{"title":"\\u0000"}'), status: 400, code: 'invalid_string' },
  { number: 17, name: 'NUL in a filter in brackets', sent: get('/api/posts?where[title]=%00'), status: 400, code: 'invalid_parameter' },
  { number: 18, name: 'half a pair of surrogates', sent: withTitle('"\\ud800"'), status: 400, code: 'invalid_string' },
  { number: 18, name: 'a pair of surrogates in the wrong order', sent: withTitle('"\\udc00\\ud800"'), status: 400, code: 'invalid_string' },
  { number: 18, name: 'half a pair of surrogates in a json field', sent: withData('["\\udfff"]'), status: 400, code: 'invalid_string' },
  {
    number: 20,
    name: 'a role in one’s own profile',
    sent: patch(`/api/users/${ann}`, { role: 'admin' }),
    status: 400,
    code: 'unknown_field',
  },
  {
    number: 20,
    name: 'a hidden field in one’s own profile',
    sent: patch(`/api/users/${ann}`, { passwordHash: 'x' }),
    status: 400,
    code: 'unknown_field',
  },
  {
    number: 20,
    name: 'a field that is not there',
    sent: patch(`/api/users/${ann}`, { isAdmin: true }),
    status: 400,
    code: 'unknown_field',
  },
  ...[
    'lookup[x]=1',
    'page=2',
    'filter=x',
    '__proto__=1',
    '__proto__[x]=1',
    'constructor[prototype][x]=1',
    'Where={}',
    'wher%65[title]%5B=x&x=1',
  ].map((query) => ({
    number: 23,
    name: `?${query}`,
    sent: get(`/api/posts?${query}`),
    status: 400,
    code: 'unknown_parameter',
  })),
  {
    number: 23,
    name: 'a parameter of a list for one record',
    sent: get(`/api/posts/${ids.annsPost}?where={}`),
    status: 400,
    code: 'unknown_parameter',
  },
  {
    number: 23,
    name: 'a parameter for a write',
    sent: { ...create(valid), path: '/api/posts?admin=true' },
    status: 400,
    code: 'unknown_parameter',
  },
  ...['-1', '0', '1e3', '99999999999999999999', '5abc', '', '%205', '+5', '5.0', '0x10', 'Infinity', 'null', '1&limit=2', '5&limit=5'].map(
    (limit) => ({
      number: 24,
      name: `?limit=${limit}`,
      sent: get(`/api/posts?limit=${limit}`),
      status: 400,
      code: 'invalid_parameter',
    }),
  ),
  ...['-1', '1e3', '10001', 'x', ''].map((offset) => ({
    number: 24,
    name: `?offset=${offset}`,
    sent: get(`/api/posts?offset=${offset}`),
    status: 400,
    code: 'invalid_parameter',
  })),
  { number: 25, name: 'a limit above the greatest', sent: get('/api/posts?limit=100000'), status: 400, code: 'limit_too_large' },
  { number: 25, name: 'a limit one above the greatest', sent: get('/api/posts?limit=501'), status: 400, code: 'limit_too_large' },
  {
    number: 25,
    name: 'a limit above the greatest of groups',
    sent: get(`${aggregate}?count=true&limit=100000`),
    status: 400,
    code: 'limit_too_large',
  },
  {
    number: 27,
    name: 'a filter of 1,001 conditions',
    sent: get(`/api/posts?where=${JSON.stringify({ or: conditions(1001) })}`),
    status: 400,
    code: 'filter_too_complex',
  },
  {
    number: 27,
    name: 'a filter of 201 conditions',
    sent: get(`/api/posts?where=${JSON.stringify({ and: conditions(201) })}`),
    status: 400,
    code: 'filter_too_complex',
  },
  {
    number: 27,
    name: 'a list of 501 values',
    sent: get(`/api/posts?where=${JSON.stringify({ count: { in: Array.from({ length: 501 }, (_, index) => index) } })}`),
    status: 400,
    code: 'filter_too_complex',
  },
  {
    number: 27,
    name: 'a list of 40,000 values',
    sent: get(`/api/posts?where=${JSON.stringify({ count: { in: Array.from({ length: 40_000 }, () => 1) } })}`),
    status: 431,
    code: 'headers_too_large',
  },
  {
    number: 27,
    name: 'a filter nine levels deep',
    sent: where(`${'{"not":'.repeat(9)}{"count":1}${'}'.repeat(9)}`),
    status: 400,
    code: 'filter_too_complex',
  },
  {
    number: 27,
    name: 'a filter a hundred levels deep',
    sent: where(`${'{"not":'.repeat(100)}{}${'}'.repeat(100)}`),
    status: 400,
    code: 'nesting_too_deep',
  },
  {
    number: 27,
    name: 'a filter with a hundred brackets',
    sent: get(`/api/posts?where${'[not]'.repeat(100)}[count]=1`),
    status: 400,
    code: 'filter_too_complex',
  },
  ...['regex', 'like', 'ilike', '$ne', '$where', 'between', 'constructor', '__proto__', 'toString', 'EQ'].map((operator) => ({
    number: 31,
    name: `the operator ${operator}`,
    sent: get(`/api/posts?where[title][${operator}]=(a+)%2b$`),
    status: 400,
    code: 'unknown_operator',
  })),
  { number: 31, name: 'the operator regex in JSON', sent: where('{"title":{"regex":"(a+)+$"}}'), status: 400, code: 'unknown_operator' },
  {
    number: 31,
    name: 'the operator contains on an integer',
    sent: where('{"count":{"contains":1}}'),
    status: 400,
    code: 'unknown_operator',
  },
  ...[
    'sort=title;DROP%20TABLE%20posts',
    'fields=id,(select%201)',
    'fields=*',
    'fields=title%22',
    'sort=-%60title%60',
    'expand=author;x',
    'expand=__proto__',
    'fields=constructor',
    'sort=rowid',
  ].map((query) => ({
    number: 32,
    name: `?${query}`,
    sent: get(`/api/posts?${query}`),
    status: 400,
    code: 'unknown_field',
  })),
  ...['title"', "title'--", 'title`', 'title;DROP TABLE posts', '"title" or 1=1', 't0.title', '$1', 'title\\', 'toString'].flatMap(
    (key) => [
      { number: 32, name: `the key ${key} in a filter`, sent: where(JSON.stringify({ [key]: 'x' })), status: 400, code: 'unknown_field' },
      {
        number: 32,
        name: `the key ${key} in a body`,
        sent: patch(`/api/posts/${ids.annsPost}`, { [key]: 'x' }),
        status: 400,
        code: 'unknown_field',
      },
    ],
  ),
  { number: 32, name: '__proto__ in a filter', sent: where('{"__proto__":{"x":1}}'), status: 400, code: 'forbidden_key' },
  {
    number: 32,
    name: '__proto__ in a filter in brackets',
    sent: get('/api/posts?where[__proto__][x]=1'),
    status: 400,
    code: 'unknown_field',
  },
  {
    number: 36,
    name: 'a change of a version that is no more',
    sent: { ...patch(`/api/posts/${ids.annsPost}`, { count: 9 }), headers: { ...json, ...as('ann'), 'if-match': '"7"' } },
    status: 412,
    code: 'precondition_failed',
  },
  {
    number: 36,
    name: 'a deletion of a version that is no more',
    sent: { method: 'DELETE', path: `/api/posts/${ids.annsPost}`, headers: { ...as('ann'), 'if-match': '"7"' } },
    status: 412,
    code: 'precondition_failed',
  },
  {
    number: 36,
    name: 'a version that is none',
    sent: { ...patch(`/api/posts/${ids.annsPost}`, { count: 9 }), headers: { ...json, ...as('ann'), 'if-match': '1' } },
    status: 400,
    code: 'invalid_parameter',
  },
  {
    number: 52,
    name: 'bob takes ann’s private record',
    sent: patch(`/api/notes/${ids.annsNote}`, { owner: bob }, 'bob'),
    status: 404,
    code: 'not_found',
  },
  {
    number: 52,
    name: 'bob takes ann’s public record',
    sent: patch(`/api/posts/${ids.annsPost}`, { author: bob }, 'bob'),
    status: 403,
    code: 'forbidden',
  },
  {
    number: 52,
    name: 'bob moves his record to another tenant',
    sent: patch(`/api/notes/${ids.bobsNote}`, { tenant: ids.annsTenant }, 'bob'),
    status: 403,
    code: 'forbidden',
  },
  {
    number: 52,
    name: 'bob moves his record out of every tenant',
    sent: patch(`/api/notes/${ids.bobsNote}`, { tenant: null }, 'bob'),
    status: 403,
    code: 'forbidden',
  },
  {
    number: 52,
    name: 'bob gives his record away',
    sent: patch(`/api/posts/${ids.bobsPost}`, { author: ann }, 'bob'),
    status: 403,
    code: 'forbidden',
  },
  {
    number: 52,
    name: 'bob creates in ann’s name',
    sent: { ...create(valid), headers: { ...json, ...as('bob') } },
    status: 403,
    code: 'forbidden',
  },
];
