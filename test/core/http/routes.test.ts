import t from 'tap';
import { operatorsOf } from '../../../core/where/operators.ts';
import { eachDatabase } from '../../each-database.ts';
import { conditions, connected, inBrackets } from './both-forms.ts';
import { captureLog } from './log-lines.ts';
import { author, book, missing, shelfLength, startShelf, tag } from './shelf.ts';

const json = (value: unknown) => encodeURIComponent(JSON.stringify(value));

interface Scenario {
  readonly name: string;
  readonly path: string;
  /** The ids of the items, in order. */
  readonly ids?: readonly string[];
  /** What the body must match. */
  readonly body?: object;
  /** What the body must be. */
  readonly exactly?: unknown;
  /** Names that may be nowhere in the body. */
  readonly not?: readonly string[];
  /** The code of the refusal. */
  readonly code?: string;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => book(from + index));

const lists: readonly Scenario[] = [
  { name: 'a list has 20 items by default', path: '/api/books', ids: range(0, 20), body: { next: String } },
  { name: 'a limit cuts it', path: '/api/books?limit=3', ids: range(0, 3), body: { next: String } },
  { name: 'the last page has no next one', path: '/api/books?limit=24', ids: range(0, 24), body: { next: null } },
  { name: 'an offset skips', path: '/api/books?limit=500&offset=22', ids: range(22, 24), body: { next: null } },
  { name: 'an offset past the end is an empty page', path: '/api/books?offset=10000', ids: [], body: { next: null } },
  { name: 'a count says how many match', path: '/api/books?limit=1&count=exact', body: { total: 24 } },
  { name: 'a count is of what matches', path: '/api/books?limit=1&count=exact&where[genre]=poem', body: { total: 6 } },
  { name: 'without asking there is no count', path: '/api/books?limit=1', not: ['total'] },
  { name: 'a count is exact or none', path: '/api/books?count=true', code: 'invalid_parameter' },
  { name: 'a descending order', path: '/api/books?limit=2&sort=-createdAt', ids: [book(23), book(22)] },
  { name: 'nulls come first', path: '/api/books?limit=3&sort=soldAt', ids: [book(0), book(9), book(18)] },
  { name: 'and last in a descending order', path: '/api/books?limit=3&offset=21&sort=-soldAt,id', ids: [book(0), book(9), book(18)] },
  { name: 'an order through a relation', path: '/api/books?limit=4&sort=author.name,id', ids: [book(5), book(11), book(17), book(23)] },
  { name: 'an order by a to-many relation is none', path: '/api/books?sort=tags', code: 'invalid_parameter' },
  {
    name: 'only the fields that are asked for',
    path: '/api/books?limit=1&fields=title,pages',
    exactly: { items: [{ title: 'Ärger 0', pages: null }], next: String },
  },
  {
    name: 'a to-one relation expanded',
    path: `/api/books?limit=1&fields=id&expand=author`,
    body: { items: [{ id: book(0), author: { id: author(0), name: 'Ann', rank: 0 } }] },
  },
  {
    name: 'dotted paths',
    path: '/api/books?limit=1&offset=2&fields=id&expand=author.mentor,tags',
    body: { items: [{ author: { mentor: { name: 'Bob', mentor: author(0) } }, tags: [{ label: 'old' }, { label: 'new' }] }] },
  },
  {
    name: 'a tree with options',
    path: `/api/authors?limit=1&fields=name&expand=${json({ books: { where: { pages: { gte: 3 } }, sort: '-pages', limit: 2, fields: ['pages'], expand: { tags: { fields: ['label'] } } } })}`,
    exactly: {
      items: [
        {
          name: 'Ann',
          books: [
            { pages: 7, tags: [{ label: 'old' }] },
            { pages: 6, tags: [{ label: 'old' }, { label: 'new' }] },
          ],
        },
      ],
      next: String,
    },
  },
  { name: 'an unexpanded reverse is absent', path: '/api/authors?limit=1', not: ['books', 'pupils'] },
  {
    name: 'a relation that leads nowhere is null',
    path: '/api/books?limit=1&offset=5&fields=id&expand=author',
    exactly: { items: [{ id: book(5), author: null }], next: String },
  },
  { name: 'a field is no relation', path: '/api/books?expand=title', code: 'invalid_parameter' },
  { name: 'a relation that is not there', path: '/api/books?expand=author.nope', code: 'unknown_field' },
  { name: 'a tree that is none', path: '/api/books?expand={', code: 'invalid_parameter' },
  { name: 'a tree with an unknown option', path: `/api/authors?expand=${json({ books: { skip: 1 } })}`, code: 'invalid_parameter' },
  { name: 'five levels', path: '/api/books?expand=author.mentor.mentor.mentor.mentor', code: 'invalid_parameter' },
  { name: 'secrets and hidden fields stay', path: '/api/books?limit=500', not: ['key', 'note'] },
  { name: 'a filter twice', path: '/api/books?where={}&where[pages]=1', code: 'invalid_parameter' },
  { name: 'a cursor with an offset', path: '/api/books?cursor=x&offset=1', code: 'invalid_parameter' },
  {
    name: 'one record',
    path: `/api/books/${book(1)}`,
    body: { id: book(1), title: 'apple 0', isbn: 'isbn-1', price: '6.15', moods: ['dark'], tags: [tag(0)], author: author(1), version: 1 },
    not: ['key', 'note', 'loans'],
  },
  { name: 'one record in part', path: `/api/books/${book(1)}?fields=price,tags`, exactly: { price: '6.15', tags: [tag(0)] } },
  {
    name: 'one record with its relations',
    path: `/api/books/${book(1)}?fields=id&expand=author,loans`,
    body: { id: book(1), author: { name: 'Bob' }, loans: [{ reader: 'r1' }, { reader: 'r5' }] },
  },
  { name: 'a record that is not there', path: `/api/books/${missing}`, code: 'not_found' },
  { name: 'an id that none can have', path: '/api/books/7', code: 'not_found' },
  { name: 'a collection that is not there', path: '/api/films', code: 'not_found' },
];

const figures: readonly Scenario[] = [
  { name: 'how many there are', path: '/api/books/aggregate?count=true', exactly: { groups: [{ key: {}, count: 24 }] } },
  {
    name: 'every figure at once',
    path: '/api/books/aggregate?sum=pages&avg=pages&min=pages,title&max=price&distinct=genre',
    exactly: {
      groups: [
        {
          key: {},
          sum: { pages: 90 },
          avg: { pages: 90 / 19 },
          min: { pages: 0, title: '100% _ok_ 0' },
          max: { price: '6.85' },
          distinct: { genre: 3 },
        },
      ],
    },
  },
  {
    name: 'groups',
    path: '/api/books/aggregate?groupBy=genre&count=true&sort=genre',
    exactly: { groups: [null, 'essay', 'novel', 'poem'].map((genre) => ({ key: { genre }, count: 6 })) },
  },
  {
    name: 'groups by two fields',
    path: '/api/books/aggregate?groupBy=inPrint,genre&count=true&sort=inPrint,-genre&limit=2',
    exactly: {
      groups: [
        { key: { inPrint: false, genre: 'poem' }, count: 4 },
        { key: { inPrint: false, genre: 'novel' }, count: 4 },
      ],
    },
  },
  {
    name: 'months',
    path: '/api/books/aggregate?groupBy=soldAt:month&count=true&sort=soldAt:month',
    exactly: {
      groups: [
        { key: { 'soldAt:month': null }, count: 3 },
        { key: { 'soldAt:month': '2024-01' }, count: 5 },
        { key: { 'soldAt:month': '2024-02' }, count: 8 },
        { key: { 'soldAt:month': '2024-03' }, count: 8 },
      ],
    },
  },
  {
    name: 'groups by a relation',
    path: '/api/books/aggregate?groupBy=author&sum=pages&sort=-sum.pages',
    body: { groups: [{ key: { author: String }, sum: { pages: Number } }] },
  },
  {
    name: 'figures of what matches',
    path: '/api/books/aggregate?where[genre]=poem&count=true&sum=pages',
    body: { groups: [{ key: {}, count: 6 }] },
  },
  {
    name: 'figures of nothing',
    path: '/api/books/aggregate?where[id]=x&count=true&sum=pages&max=pages',
    exactly: { groups: [{ key: {}, count: 0, sum: { pages: null }, max: { pages: null } }] },
  },
  { name: 'no groups of nothing', path: '/api/books/aggregate?where[id]=x&groupBy=genre&count=true', exactly: { groups: [] } },
  { name: 'a sum of text', path: '/api/books/aggregate?sum=title', code: 'invalid_parameter' },
  { name: 'a group of what is no field', path: '/api/books/aggregate?groupBy=nope', code: 'unknown_field' },
  { name: 'a unit that is none', path: '/api/books/aggregate?groupBy=soldAt:minute', code: 'invalid_parameter' },
  { name: 'an order by what was not asked for', path: '/api/books/aggregate?groupBy=genre&sort=-sum.pages', code: 'invalid_parameter' },
  { name: 'an aggregate of one record', path: `/api/books/${book(1)}/aggregate`, code: 'not_found' },
];

eachDatabase(t, async (t, choice) => {
  const shelf = await startShelf(choice, { cors: ['https://app.example'] });
  t.teardown(shelf.close);
  const { call, get, records } = shelf;
  const idsOf = (items: readonly Readonly<Record<string, unknown>>[]) => items.map(({ id }) => id);

  for (const { name, path, ids, body, exactly, not = [], code } of [...lists, ...figures]) {
    await t.test(`${name}: ${decodeURIComponent(path)}`, async (t) => {
      const answer = await get(path);
      if (code !== undefined) return void t.equal(`${answer.status >= 400} ${answer.body.code}`, `true ${code}`);
      t.equal(answer.status, 200);
      t.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
      if (ids) t.strictSame(idsOf(answer.body.items), ids);
      if (body) t.match(answer.body, body);
      if (exactly) {
        t.match(answer.body, exactly);
        t.strictSame(namesIn(answer.body), namesIn(exactly), 'nothing more');
      }
      for (const name of not) t.notMatch(answer.text, `"${name}"`);
    });
  }

  await t.test('a filter in brackets means what it means in JSON', async (t) => {
    const all = idsOf((await get('/api/books?limit=500&fields=id')).body.items);
    const ids = async (query: string) => {
      const answer = await get(`/api/books?limit=500&fields=id${query}`);
      t.equal(answer.status, 200, `${decodeURIComponent(query)} ${answer.status === 200 ? '' : answer.text}`);
      return idsOf(answer.body.items ?? []);
    };
    const seen = new Set<string>();
    const telling = new Set<string>();
    for (const [field, values] of Object.entries(conditions)) {
      for (const value of values) {
        const asked = { [field]: value };
        const found = await ids(`&where=${json(asked)}`);
        t.strictSame(await ids(`&${inBrackets(asked).join('&')}`), found, 'the same in brackets');
        const rest = await ids(`&${inBrackets({ not: asked }).join('&')}`);
        t.strictSame([...found, ...rest].sort(), all, 'and what is not, is all the others');
        const operators = typeof value === 'object' && value !== null ? Object.keys(value) : ['eq'];
        for (const operator of operators) {
          seen.add(`${field} ${operator}`);
          if (found.length > 0 && rest.length > 0) telling.add(`${field} ${operator}`);
        }
      }
    }
    for (const asked of connected) {
      const brackets = inBrackets(asked);
      t.strictSame(await ids(`${brackets.length > 0 ? '&' : ''}${brackets.join('&')}`), await ids(`&where=${json(asked)}`));
    }
    const byType = {
      text: 'title',
      integer: 'pages',
      number: 'weight',
      decimal: 'price',
      boolean: 'inPrint',
      date: 'published',
      datetime: 'soldAt',
      choice: 'genre',
      choices: 'moods',
      relations: 'tags',
      json: 'extra',
      point: 'place',
      id: 'id',
    };
    for (const [type, field] of Object.entries(byType)) {
      for (const operator of operatorsOf[type as keyof typeof byType]) {
        if (!(type === 'choices' && ['eq', 'ne'].includes(operator)))
          t.ok(seen.has(`${field} ${operator}`), `${field} was asked ${operator}`);
      }
    }
    const silent = ['inPrint notIn', 'version eq', 'version gt'];
    t.strictSame(
      [...seen].filter((one) => !telling.has(one)),
      silent,
      'every other condition tells books apart',
    );
  });

  await t.test('pages by cursor hold every record once, in every order', async (t) => {
    for (const sort of [
      '',
      'pages',
      '-pages',
      'author.name',
      '-author.rank',
      'price',
      '-soldAt',
      'genre,-title',
      'inPrint,-weight,published',
      '-createdAt',
      'id',
    ]) {
      const query = sort === '' ? '' : `&sort=${sort}`;
      const whole = idsOf((await get(`/api/books?limit=500&fields=id${query}`)).body.items);
      t.equal(new Set(whole).size, shelfLength);
      const paged: unknown[] = [];
      let cursor: string | null = '';
      let pages = 0;
      while (cursor !== null) {
        const { body } = await get(`/api/books?limit=5&fields=id${query}${cursor && `&cursor=${cursor}`}`);
        paged.push(...idsOf(body.items));
        cursor = body.next;
        pages++;
      }
      t.strictSame([paged, pages], [whole, 5], sort || 'no order');
    }
  });

  await t.test('what is made or removed between two pages moves nothing', async (t) => {
    const page = (cursor = '') => get(`/api/loans?where[reader][startsWith]=p&sort=reader&limit=2${cursor}`);
    const readers = ({ body }: Awaited<ReturnType<typeof get>>) => body.items.map(({ reader }) => reader);
    const lend = async (reader: string) => (await call('POST', '/api/loans', { body: { book: book(6), reader } })).body['id'];
    const made = [];
    for (const reader of ['p2', 'p4', 'p6', 'p8']) made.push(await lend(reader));
    const first = await page();
    made.push(await lend('p1'), await lend('p7'));
    for (const one of [1, 2]) await call('DELETE', `/api/loans/${made[one]}`);
    t.strictSame(
      [readers(first), readers(await page(`&cursor=${first.body.next}`))],
      [
        ['p2', 'p4'],
        ['p7', 'p8'],
      ],
    );
  });

  await t.test('a record is made, read, changed, replaced and removed', async (t) => {
    const made = await call('POST', '/api/books', { body: { title: 'New', pages: 5, author: author(0), tags: [tag(0)], key: 'k' } });
    t.equal(made.status, 201);
    const path = made.headers.get('location') as string;
    t.equal(path, `/api/books/${made.body['id']}`);
    t.equal(made.headers.get('etag'), '"1"');
    t.match(made.body, { title: 'New', inPrint: true, genre: null, version: 1, createdAt: String, tags: [tag(0)] });
    t.notOk('key' in made.body || 'note' in made.body, 'secrets and hidden fields are not answered');
    const read = await get(path);
    t.strictSame([read.status, read.headers.get('etag'), read.body], [200, '"1"', made.body], 'it reads as it was answered');

    const changed = await call('PATCH', path, { body: { pages: 6 }, headers: { 'if-match': '"1"' } });
    t.match([changed.status, changed.headers.get('etag'), changed.body], [200, '"2"', { title: 'New', pages: 6, version: 2 }]);
    const merged = await call('PATCH', path, {
      body: { pages: 7 },
      headers: { 'content-type': 'application/merge-patch+json', 'if-match': '*' },
    });
    t.match([merged.status, merged.body], [200, { pages: 7, version: 3 }], 'a merge patch is the same');
    const same = await call('PATCH', path, { body: { pages: 7, title: 'New' } });
    t.match(
      [same.status, same.headers.get('etag'), same.body],
      [200, '"3"', { version: 3, updatedAt: merged.body['updatedAt'] }],
      'no change is no change',
    );
    t.match(await call('PATCH', path, { body: {} }), { status: 200, body: { version: 3 } });

    const replaced = await call('PUT', path, { body: { title: 'Newer' }, headers: { 'if-match': '"3"' } });
    t.match(
      [replaced.status, replaced.headers.get('etag'), replaced.body],
      [200, '"4"', { title: 'Newer', pages: null, author: null, inPrint: true, version: 4 }],
    );
    t.strictSame(replaced.body['tags'], []);
    t.equal(replaced.headers.get('location'), null, 'nothing was made');
    const gone = await call('DELETE', path, { headers: { 'if-match': '"4"' } });
    t.strictSame([gone.status, gone.text, gone.headers.get('content-type')], [204, '', null]);
    for (const method of ['GET', 'HEAD', 'PATCH', 'DELETE']) {
      t.equal((await call(method, path, method === 'PATCH' ? { body: { pages: 1 } } : {})).status, 404, `${method} afterwards`);
    }
  });

  await t.test('If-Match and If-None-Match', async (t) => {
    const path = `/api/books/${book(7)}`;
    const before = (await get(path)).body;
    const table: readonly (readonly [method: string, headers: Record<string, string>, status: number, code?: string])[] = [
      ...['"2"', '"999"'].flatMap((tag) =>
        ['PATCH', 'PUT', 'DELETE'].map((method) => [method, { 'if-match': tag }, 412, 'precondition_failed'] as const),
      ),
      ...['1', 'W/"1"', '"1", "2"', '"a"', '""', '"01"', ''].map(
        (tag) => ['PATCH', { 'if-match': tag }, 400, 'invalid_parameter'] as const,
      ),
      ['GET', { 'if-none-match': '"1"' }, 304],
      ['GET', { 'if-none-match': 'W/"1"' }, 304],
      ['GET', { 'if-none-match': '"7", "1"' }, 304],
      ['GET', { 'if-none-match': '*' }, 304],
      ['HEAD', { 'if-none-match': '"1"' }, 304],
      ['GET', { 'if-none-match': '"2"' }, 200],
      ['GET', { 'if-none-match': '1' }, 200],
    ];
    for (const [method, headers, status, code] of table) {
      const answer = await call(method, path, { headers, ...(['PATCH', 'PUT'].includes(method) && { body: { title: 'late' } }) });
      t.equal(answer.status, status, `${method} ${JSON.stringify(headers)}`);
      if (code) t.equal(answer.body.code, code);
      if (status === 304) t.strictSame([answer.text, answer.headers.get('etag')], ['', '"1"']);
    }
    t.strictSame((await get(path)).body, before, 'nothing was written');
    for (const query of ['fields=title', 'expand=author'])
      t.equal((await get(`${path}?${query}`)).headers.get('etag'), null, `no ETag with ${query}`);
    t.equal((await get('/api/books')).headers.get('etag'), null, 'nor on a list');
    for (const tag of ['*', '"1"']) {
      const answer = await call('PUT', `/api/books/${missing}`, { body: { title: 'x' }, headers: { 'if-match': tag } });
      t.equal(answer.status, 412, `nothing is made If-Match: ${tag}`);
    }
    t.equal((await get(`/api/books/${missing}`)).status, 404);
  });

  await t.test('PUT makes the record where there is none', async (t) => {
    const made = await call('PUT', `/api/books/${missing}`, { body: { title: 'Put' } });
    t.match(
      [made.status, made.headers.get('location'), made.headers.get('etag'), made.body],
      [201, `/api/books/${missing}`, '"1"', { id: missing, title: 'Put' }],
    );
    t.match(
      await call('PUT', `/api/books/${missing}`, { body: { title: 'Put' } }),
      { status: 200, body: { version: 1 } },
      'the same again changes nothing',
    );
    await records.delete('books', missing);
    const named = await call('PUT', '/api/settings/site.title~1', { body: { value: { a: 1 } } });
    t.match([named.status, named.headers.get('location')], [201, '/api/settings/site.title~1']);
    t.match(await get('/api/settings/site.title~1'), { status: 200, body: { id: 'site.title~1', value: { a: 1 } } });
    for (const id of ['aggregate', 'changes', 'a%2fb', 'a%20b', '%20', '..']) {
      t.ok([404, 405].includes((await call('PUT', `/api/settings/${id}`, { body: { value: 1 } })).status), `${id} is no id`);
    }
    const shelf = await call('POST', '/api/shelves', { body: { name: 'first' } });
    t.match([shelf.status, shelf.headers.get('location'), shelf.body], [201, '/api/shelves/1', { id: 1 }]);
    t.match(await call('PUT', '/api/shelves/1', { body: { name: 'again' } }), { status: 200, body: { id: 1, name: 'again' } });
    t.equal((await call('PUT', '/api/shelves/7', { body: { name: 'x' } })).status, 404, 'only the database makes numbers');
    for (const id of ['01', '1.0', '1e0', '-0', '99999999999999999999', 'x']) t.equal((await get(`/api/shelves/${id}`)).status, 404, id);
  });

  await t.test('a body that is wrong says all that is wrong with it, and changes nothing', async (t) => {
    const before = await records.aggregate('books', { count: true });
    const wrong = await call('POST', '/api/books', { body: { pages: 'x', price: 1, genre: 'opera', author: 'ann' } });
    t.equal(wrong.status, 400);
    t.equal(wrong.body.code, 'validation_failed');
    t.match(wrong.body.errors?.map(({ path }) => path).sort(), ['author', 'genre', 'pages', 'price']);
    const taken = await call('POST', '/api/books', { body: { title: 'x', isbn: 'isbn-1' } });
    t.match([taken.status, taken.body], [409, { code: 'unique_violation' }]);
    const nobody = await call('POST', '/api/books', { body: { title: 'x', author: missing } });
    t.match([nobody.status, nobody.body], [409, { code: 'reference_violation' }]);
    const held = await call('DELETE', `/api/books/${book(0)}`);
    t.match([held.status, held.body], [409, { code: 'reference_violation' }], 'a record that others need stays');
    t.strictSame(await records.aggregate('books', { count: true }), before);
  });

  await t.test('HEAD is GET without the body', async (t) => {
    for (const path of [
      '/api/books',
      '/api/books?limit=1',
      `/api/books/${book(1)}`,
      `/api/books/${missing}`,
      '/api/books/aggregate?count=true',
      '/api/films',
      '/api/health',
    ]) {
      const [whole, head] = [await get(path), await call('HEAD', path)];
      t.strictSame([head.status, head.text], [whole.status, ''], path);
      for (const name of ['content-type', 'etag', 'vary', 'cache-control', 'content-length'])
        t.equal(head.headers.get(name), whole.headers.get(name), `${path}: ${name}`);
    }
  });

  await t.test('a method that an address does not take', async (t) => {
    const table = [
      ['DELETE', '/api/books', 'GET, HEAD, POST'],
      ['PATCH', '/api/books', 'GET, HEAD, POST'],
      ['POST', `/api/books/${book(1)}`, 'DELETE, GET, HEAD, PATCH, PUT'],
      ['POST', '/api/books/aggregate', 'GET, HEAD'],
      ['DELETE', '/api/books/aggregate', 'GET, HEAD'],
      ['POST', '/api/health', 'GET, HEAD'],
      ['GET', '/api/rpc/anything', 'POST'],
      ['PUT', '/api/openapi.json', 'GET, HEAD'],
    ] as const;
    for (const [method, path, allow] of table) {
      const answer = await call(method, path, method === 'DELETE' ? {} : method === 'GET' ? {} : { body: {} });
      t.match([answer.status, answer.body, answer.headers.get('allow')], [405, { code: 'method_not_allowed' }, allow], `${method} ${path}`);
    }
  });

  await t.test('every answer may be kept by its caller only', async (t) => {
    for (const path of [
      '/api/books',
      `/api/books/${book(1)}`,
      '/api/books/aggregate?count=true',
      `/api/books/${missing}`,
      '/api/books?limit=0',
    ]) {
      const { headers } = await get(path);
      t.match(headers.get('vary'), /Authorization, Cookie/, path);
      t.match(headers.get('cache-control'), /^private/);
      t.equal(headers.get('x-content-type-options'), 'nosniff');
      t.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
      t.equal(headers.get('referrer-policy'), 'no-referrer');
    }
  });

  await t.test('browsers may call from listed origins only', async (t) => {
    const asked = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'content-type,if-match' };
    const path = `/api/books/${book(1)}`;
    const listed = await call('OPTIONS', path, { headers: { origin: 'https://app.example', ...asked } });
    t.equal(listed.status, 204);
    t.equal(listed.headers.get('access-control-allow-origin'), 'https://app.example');
    t.match(listed.headers.get('access-control-allow-methods'), /PATCH/);
    t.match(listed.headers.get('access-control-allow-headers'), /if-match/i);
    const answer = await get(path, { origin: 'https://app.example' });
    t.equal(answer.headers.get('access-control-allow-origin'), 'https://app.example');
    t.match(answer.headers.get('access-control-expose-headers'), /ETag/);
    t.match(answer.headers.get('vary'), /Origin/);
    for (const origin of [
      'https://evil.example',
      'https://app.example.evil',
      'http://app.example',
      'https://app.example:8443',
      'http://localhost:3000',
      'null',
    ]) {
      t.equal((await call('OPTIONS', path, { headers: { origin, ...asked } })).headers.get('access-control-allow-origin'), null, origin);
      t.equal((await get(path, { origin })).headers.get('access-control-allow-origin'), null, origin);
    }
    const refused = await get(`/api/books/${missing}`, { origin: 'https://app.example' });
    t.equal(refused.headers.get('access-control-allow-origin'), 'https://app.example', 'refusals can be read too');
  });

  await t.test('a refusal names the request under which it stands in the log', async (t) => {
    const lines = captureLog(shelf.app);
    const answer = await get(`/api/books?limit=0&token=abc`);
    const { body, headers } = answer;
    t.match(body, { type: '/api/docs/errors#unknown_parameter', title: String, status: 400, code: 'unknown_parameter', detail: String });
    t.strictSame(Object.keys(body).sort(), ['code', 'detail', 'instance', 'status', 'title', 'type']);
    t.equal(headers.get('x-request-id'), body['instance']);
    const line = lines.find(({ reqId, code }) => reqId === body['instance'] && code === 'unknown_parameter');
    t.match(line, { code: 'unknown_parameter', req: { method: 'GET', url: '/api/books?limit=0&token=[redacted]' } });
    const page = await get('/api/docs/errors');
    t.match(page.text, 'id="unknown_parameter"', 'the type leads to an explanation');
    const next = await get('/api/books?limit=0', { 'x-request-id': 'mine' });
    t.not(next.body['instance'], body['instance']);
    t.not(next.body['instance'], 'mine', 'no caller chooses the name');
  });
});

/** The names of all members of a value, by place. */
function namesIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(namesIn);
  if (typeof value !== 'object' || value === null) return true;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, namesIn(member)]));
}
