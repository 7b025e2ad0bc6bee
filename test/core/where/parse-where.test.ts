import t from 'tap';
import { AppError } from '../../../core/errors.ts';
import { bracketWhere } from '../../../core/where/bracket-where.ts';
import { isEverything, isNothing } from '../../../core/where/combine.ts';
import { type Condition, everything, type FieldLookup, nothing, type WhereField } from '../../../core/where/condition.ts';
import { parseWhere } from '../../../core/where/parse-where.ts';
import { TextWhere } from '../../../core/where/text-where.ts';
import type { WhereMode } from '../../../core/where/where-mode.ts';

const one = { collection: 'people', many: false };
const many = { collection: 'tags', many: true };

const fields: Readonly<Record<string, readonly WhereField[]>> = {
  posts: [
    { name: 'id', value: 'id' },
    { name: 'title', value: 'text' },
    { name: 'views', value: 'integer' },
    { name: 'rating', value: 'number' },
    { name: 'price', value: 'decimal', scale: 2 },
    { name: 'open', value: 'boolean' },
    { name: 'day', value: 'date' },
    { name: 'at', value: 'datetime' },
    { name: 'status', value: 'choice', choices: ['draft', 'published'] },
    { name: 'labels', value: 'choices', choices: ['a', 'b', 'null'] },
    { name: 'place', value: 'point' },
    { name: 'data', value: 'json' },
    { name: 'token', value: 'secret' },
    { name: 'author', value: 'id', relation: one },
    { name: 'tags', value: 'relations', relation: many },
  ],
  people: [
    { name: 'id', value: 'id' },
    { name: 'name', value: 'text' },
    { name: 'boss', value: 'id', relation: one },
    { name: 'tags', value: 'relations', relation: many },
  ],
  tags: [
    { name: 'id', value: 'integer' },
    { name: 'label', value: 'text' },
  ],
};

function lookup(collection: string): FieldLookup {
  return {
    field: (name) => fields[collection]?.find((field) => field.name === name),
    related: (relation) => lookup(relation.relation?.collection ?? ''),
  };
}

function parse(written: unknown, mode: WhereMode = 'json'): Condition {
  return parseWhere(written, { lookup: lookup('posts'), mode });
}

/** A condition on one line: fields by name, so that tests can be read. */
function short(condition: Condition): string {
  if (isEverything(condition)) return 'everything';
  if (isNothing(condition)) return 'nothing';
  switch (condition.kind) {
    case 'and':
      return `(${condition.all.map(short).join(' & ')})`;
    case 'or':
      return `(${condition.any.map(short).join(' | ')})`;
    case 'not':
      return `!${short(condition.it)}`;
    case 'compare':
      return `${condition.field.name} ${condition.op} ${JSON.stringify(condition.value)}`;
    case 'related':
      return `${condition.relation.name}.${condition.quantifier}[${short(condition.where)}]`;
  }
}

function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

const all = short(everything);
const none = short(nothing);

t.test('the written forms mean what they look like', (t) => {
  const cases: [unknown, string][] = [
    [{}, all],
    [{ title: 'x' }, 'title eq "x"'],
    [{ title: 'x', views: { gte: 1, lt: 5 } }, '(title eq "x" & views gte 1 & views lt 5)'],
    [{ or: [{ title: 'x' }, { not: { views: 1 } }] }, '(title eq "x" | !views eq 1)'],
    [{ or: [{ title: 'x' }, {}] }, all],
    [{ and: [{ title: 'x' }, { or: [] }] }, none],
    [{ not: { or: [] } }, all],
    [{ views: { in: [] } }, none],
    [{ views: { notIn: [] } }, all],
    [{ views: { gt: null } }, none],
    [{ views: { in: [1, null] } }, 'views in [1,null]'],
    [{ author: 'a1' }, 'author eq "a1"'],
    [{ author: null }, 'author eq null'],
    [{ author: { in: ['a1', 'a2'] } }, 'author in ["a1","a2"]'],
    [{ author: { name: 'Ann' } }, 'author.one[name eq "Ann"]'],
    [{ author: {} }, `author.one[${all}]`],
    [{ author: { ne: 'a1', name: 'Ann', or: [{ boss: null }] } }, '(author ne "a1" & author.one[(name eq "Ann" & boss eq null)])'],
    [{ 'author.name': 'Ann' }, 'author.one[name eq "Ann"]'],
    [{ 'author.boss.name': { startsWith: 'A' } }, 'author.one[boss.one[name startsWith "A"]]'],
    [{ 'views.gte': 3 }, 'views gte 3'],
    [{ 'author.tags.some.label': 'x' }, 'author.one[tags.some[label eq "x"]]'],
    [{ tags: { some: { label: 'x' }, none: { id: 4 } } }, '(tags.some[label eq "x"] & tags.none[id eq 4])'],
    [{ tags: { every: {} } }, all],
    [{ tags: { some: {} } }, `tags.some[${all}]`],
    [{ tags: { none: { or: [] } } }, all],
    [{ tags: { has: 7 } }, 'tags.some[id eq 7]'],
    [{ labels: { has: 'a' } }, 'labels has "a"'],
    [{ labels: null, data: { ne: null }, token: { eq: null } }, '(labels eq null & data ne null & token eq null)'],
    [{ price: '1.5' }, 'price eq "1.50"'],
    [{ price: '-00.000' }, 'price eq "0.00"'],
    [{ at: '2024-02-29T14:00+02:00' }, 'at eq "2024-02-29T12:00:00.000Z"'],
    [{ at: '2024-02-29T12:00:00.123456z' }, 'at eq "2024-02-29T12:00:00.123Z"'],
    [{ at: '2024-02-29' }, 'at eq "2024-02-29T00:00:00.000Z"'],
    [{ at: new Date(0) }, 'at eq "1970-01-01T00:00:00.000Z"'],
    [{ place: { near: { lat: 1, lon: 2, meters: 3 } } }, 'place near {"lat":1,"lon":2,"meters":3}'],
    [{ place: { within: { east: 4, north: 3, west: 2, south: 1 } } }, 'place within {"south":1,"west":2,"north":3,"east":4}'],
  ];
  for (const [written, meant] of cases) t.equal(short(parse(written)), meant, JSON.stringify(written));
  t.end();
});

t.test('what is wrong is refused with its code', (t) => {
  const invalid = [
    ...[undefined, null, 1, 'x', true, [], [{}], new Date(0), new Map(), () => ({}), Symbol('x'), 1n],
    ...[
      { and: {} },
      { and: 'x' },
      { or: null },
      { or: { length: 1 } },
      { or: [null] },
      { or: ['x'] },
      { not: [] },
      { not: null },
      { and: undefined },
    ],
    ...[
      { title: 1 },
      { title: {} },
      { title: ['x'] },
      { title: undefined },
      { title: 'a\0' },
      { title: '\ud800' },
      { title: { contains: null } },
    ],
    ...[
      { views: '1' },
      { views: 1.5 },
      { views: 2 ** 53 },
      { views: Number.NaN },
      { views: true },
      { views: 1n },
      { views: { in: 1 } },
      { views: { in: { length: 2 } } },
    ],
    ...[{ views: { in: [[1]] } }, { views: { in: ['1'] } }, { views: { gt: { valueOf: () => 1 } } }, { rating: Number.POSITIVE_INFINITY }],
    ...[
      { price: 1 },
      { price: '1.555' },
      { price: '1e3' },
      { price: '' },
      { price: '.5' },
      { price: '99999999999999999.00' },
      { price: '9'.repeat(1e6) },
    ],
    ...[{ open: 1 }, { open: 'true' }, { day: '2023-02-29' }, { day: '2023-2-9' }, { day: '0000-01-01' }, { day: 20230101 }],
    ...[{ at: '2024-02-29T12:00:00' }, { at: '2024-02-30T12:00:00Z' }, { at: '2024-02-29T24:00:00Z' }, { at: '0001-01-01T00:00:00+01:00' }],
    ...[
      { at: '9999-12-31T23:59:59-01:00' },
      { at: '+012024-01-01T00:00:00Z' },
      { at: 5 },
      { at: new Date(Number.NaN) },
      { at: new Date(8.64e15) },
    ],
    ...[
      { status: 'other' },
      { status: '' },
      { labels: 'a' },
      { labels: ['a'] },
      { labels: { has: 'x' } },
      { labels: { has: null } },
      { labels: { has: ['a'] } },
    ],
    ...[{ place: { lat: 1, lon: 1 }.lat }, { place: { near: null } }, { place: { near: { lat: 91, lon: 0, meters: 1 } } }],
    ...[
      { place: { near: { lat: 0, lon: 0 } } },
      { place: { near: { lat: 0, lon: 0, meters: 1, x: 1 } } },
      { place: { near: { lat: 0, lon: 0, meters: -1 } } },
    ],
    ...[
      { place: { near: { lat: '0', lon: 0, meters: 1 } } },
      { place: { within: { south: 2, west: 0, north: 1, east: 1 } } },
      { place: { within: [1, 2, 3, 4] } },
    ],
    ...[{ data: 1 }, { token: 'x' }, { author: 1 }, { author: ['a'] }, { author: { in: [1] } }],
    ...[
      { tags: 'x' },
      { tags: null },
      { tags: {} },
      { tags: ['x'] },
      { tags: { has: null } },
      { tags: { has: 'x' } },
      { tags: { some: null } },
      { tags: { some: [] } },
    ],
  ];
  for (const written of invalid) {
    t.equal(refusal(() => parse(written)).code, 'invalid_parameter', describe(written));
  }
  t.end();
});

/** A value on one line, also where JSON cannot say it. */
function describe(written: unknown): string {
  return (
    JSON.stringify(written, (_, value) =>
      ['undefined', 'bigint', 'symbol', 'function'].includes(typeof value) ? String(value) : value,
    )?.slice(0, 80) ?? ''
  );
}

t.test('what is not there and what may not be named are refused alike, by the written path', (t) => {
  const ghosts = [
    'ghost',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    't0.id',
    'posts.id',
    '',
    'title"',
    "title'; drop table posts; --",
    'eq',
    'length',
  ];
  for (const name of ghosts) {
    const error = refusal(() => parse(JSON.parse(`{${JSON.stringify(name)}: 1}`)));
    t.equal(error.code, 'unknown_field', name);
  }
  for (const name of ['ghost', '__proto__', 'constructor', 'tags.x.', '']) {
    const written = JSON.parse(`{ "author": { ${JSON.stringify(name)}: 1 } }`);
    t.match(refusal(() => parse(written)).code, /^unknown_(field|operator)$/, `author.${name}`);
    t.match(refusal(() => parse({ [`author.${name}`]: 1 })).code, /^unknown_(field|operator)$/, `'author.${name}'`);
  }
  t.equal(
    refusal(() => parse({ or: [{}, { author: { boss: { secretWord: 1 } } }] })).message,
    'There is no field "or.1.author.boss.secretWord".',
  );
  t.equal(refusal(() => parse({ 'author.boss.secretWord': 1 })).message, 'There is no field "author.boss.secretWord".');
  t.ok(refusal(() => parse({ ['x'.repeat(1e6)]: 1 })).message.length < 200, 'an absurd name is not repeated whole');
  t.end();
});

t.test('a lookup made of a plain object gives nothing away', (t) => {
  const plain: Record<string, WhereField> = { title: { name: 'title', value: 'text' } };
  const careless: FieldLookup = { field: (name) => plain[name], related: () => careless };
  for (const name of ['constructor', '__proto__', 'toString', 'valueOf']) {
    const written = JSON.parse(`{${JSON.stringify(name)}: {"eq": 1}}`);
    t.equal(refusal(() => parseWhere(written, { lookup: careless, mode: 'json' })).code, 'unknown_field', name);
  }
  t.end();
});

t.test('an operator that the type does not have is refused', (t) => {
  const wrong = [
    ...[
      { title: { regex: 'x' } },
      { title: { near: 1 } },
      { title: { $ne: null } },
      { views: { contains: '1' } },
      { open: { lt: true } },
      { data: { a: 1 } },
    ],
    ...[
      { data: { in: [null] } },
      { token: { startsWith: 'a' } },
      { labels: { in: ['a'] } },
      { place: { lat: 1 } },
      { tags: { eq: 1 } },
      { tags: { label: 'x' } },
    ],
    ...[
      { title: { constructor: 1 } },
      JSON.parse('{"title": {"__proto__": 1}}'),
      { title: { toString: 'x' } },
      { author: { contains: 'x' } },
      { 'title.x.y': 1 },
    ],
  ];
  for (const written of wrong) t.equal(refusal(() => parse(written)).code, 'unknown_operator', JSON.stringify(written));
  t.end();
});

t.test('what would cost too much is refused before it costs', (t) => {
  const nested = (depth: number): unknown => (depth === 0 ? { views: 1 } : { not: nested(depth - 1) });
  const list = (length: number) => Array.from({ length }, (_, index) => index);
  t.equal(parse(nested(8)).kind, 'compare', 'eight levels are allowed');
  t.equal(parse({ or: list(200).map((views) => ({ views })) }).kind, 'or', 'so are two hundred comparisons');
  t.equal(parse({ views: { in: list(500) } }).kind, 'compare', 'and five hundred values');
  const costly: unknown[] = [
    nested(9),
    nested(5000),
    { or: list(201).map((views) => ({ views })) },
    { or: list(1e6).map(() => ({})) },
    { and: list(150).map((views) => ({ views: { gt: views, lt: 9 } })) },
    { and: list(40).map(() => ({ or: list(40).map(() => ({ and: [] })) })) },
    { views: { in: list(501) } },
    { views: { notIn: list(1e6) } },
    { and: list(101).map(() => ({ views: { gt: 1, lt: 9 } })) },
    { [`author${'.boss'.repeat(9)}.name`]: 'x' },
    { [`author${'.boss'.repeat(1e5)}.name`]: 'x' },
  ];
  for (const [index, written] of costly.entries()) {
    const start = process.cpuUsage();
    t.equal(refusal(() => parse(written)).code, 'filter_too_complex', `case ${index}`);
    t.ok(process.cpuUsage(start).user < 200_000, 'quickly');
  }
  t.end();
});

t.test('a URL is read by the types of the fields', (t) => {
  const cases: [string, string][] = [
    ['where[title]=null', 'title eq "null"'],
    ['where[title]=5', 'title eq "5"'],
    ['where[views][gte]=10&where[views][lt]=-2', '(views gte 10 & views lt -2)'],
    ['where[views]=null', 'views eq null'],
    ['where[views][in]=1', 'views in [1]'],
    ['where[views][in]=1&where[views][in]=null', 'views in [1,null]'],
    ['where[views][in][]=1&where[views][in][]=2', 'views in [1,2]'],
    ['where[views][in][]=1', 'views in [1]'],
    ['where[views][in][1]=1&where[views][in][0]=2', 'views in [2,1]'],
    ['where[rating]=1.5e1', 'rating eq 15'],
    ['where[open]=true', 'open eq true'],
    ['where[open][ne]=null', 'open ne null'],
    ['where[price]=1.5', 'price eq "1.50"'],
    ['where[author]=null', 'author eq null'],
    ['where[labels][has]=null', 'labels has "null"'],
    ['where[author][name]=Ann', 'author.one[name eq "Ann"]'],
    ['where[author.name]=Ann', 'author.one[name eq "Ann"]'],
    ['where[tags][some][id]=5', 'tags.some[id eq 5]'],
    ['where[tags][has]=5', 'tags.some[id eq 5]'],
    ['where[or][0][status]=draft&where[or][1][views][gt]=3', '(status eq "draft" | views gt 3)'],
    ['where[or][10][status]=draft&where[or][9][views]=3', '(views eq 3 | status eq "draft")'],
    ['where[not][open]=true', '!open eq true'],
    [
      'where[place][near][lat]=1&where[place][near][lon]=-2.5&where[place][near][meters]=1e3',
      'place near {"lat":1,"lon":-2.5,"meters":1000}',
    ],
  ];
  for (const [query, meant] of cases) t.equal(short(parse(bracketWhere(new URLSearchParams(query)))), meant, query);
  t.equal(short(parse(new TextWhere({ views: { in: ['1', '2'] } }))), 'views in [1,2]');
  t.equal(short(parse({ open: 'false' }, 'text')), 'open eq false', 'an object is read as text too where the mode says so');
  t.end();
});

t.test('a URL that says something else is refused', (t) => {
  const deep = (levels: number) => `where${'[not]'.repeat(levels)}[views]=1`;
  const cases: [string, string][] = [
    ['where=x', 'invalid_parameter'],
    [`where[title]${'[]'.repeat(30)}=x`, 'filter_too_complex'],
    ['where[title=x', 'invalid_parameter'],
    ['where[title]x=1', 'invalid_parameter'],
    ['where[[title]]=1', 'invalid_parameter'],
    ['x[title]=1', 'invalid_parameter'],
    ['where[views]=1&where[views][gt]=2', 'invalid_parameter'],
    ['where[views][gt]=1&where[views]=2', 'invalid_parameter'],
    ['where[views]=1&where[views]=2', 'invalid_parameter'],
    ['where[views]=', 'invalid_parameter'],
    ['where[views]=1e400', 'invalid_parameter'],
    ['where[views]=0x10', 'invalid_parameter'],
    ['where[views]= 1', 'invalid_parameter'],
    ['where[open]=1', 'invalid_parameter'],
    ['where[status]=other', 'invalid_parameter'],
    ['where[or][x][views]=1', 'invalid_parameter'],
    ['where[or][99999][views]=1', 'invalid_parameter'],
    ['where[or][-1][views]=1', 'invalid_parameter'],
    ['where[or]=1', 'invalid_parameter'],
    ['where[]=1', 'unknown_field'],
    ['where[][]=1', 'unknown_field'],
    ['where[__proto__][views]=1', 'unknown_field'],
    ['where[__proto__]=1', 'unknown_field'],
    ['where[constructor][prototype][views]=1', 'unknown_field'],
    ['where[views][__proto__]=1', 'unknown_operator'],
    [deep(9), 'filter_too_complex'],
    [deep(100_000), 'filter_too_complex'],
    [Array.from({ length: 501 }, () => 'where[views][in]=1').join('&'), 'filter_too_complex'],
    [Array.from({ length: 201 }, (_, index) => `where[or][${index}][views]=1`).join('&'), 'filter_too_complex'],
  ];
  for (const [query, code] of cases) {
    t.equal(refusal(() => parse(bracketWhere(new URLSearchParams(query)))).code, code, query.slice(0, 60));
  }
  t.equal(Object.getOwnPropertyNames(Object.prototype).includes('views'), false, 'nothing is left behind on the prototype of objects');
  t.end();
});

t.test('in a rule, comparing with undefined is false, and under a negation the whole rule is', (t) => {
  const id = undefined;
  const cases: [unknown, string][] = [
    [{ author: id }, none],
    [{ author: { eq: id } }, none],
    [{ views: { gt: id } }, none],
    [{ or: [{ author: id }, { status: 'published' }] }, 'status eq "published"'],
    [{ and: [{ author: id }, { status: 'published' }] }, none],
    [{ author: { in: [id, 'a1'] } }, 'author in ["a1"]'],
    [{ author: { in: id } }, none],
    [{ author: { in: [id] } }, none],
    [{ author: { boss: id } }, none],
    [{ 'author.boss': id }, none],
    [{ tags: { has: id } }, none],
    [{ tags: { some: { id } } }, none],
    [{ tags: { some: id } }, none],
    [{ tags: id }, none],
    [{ or: id, views: 1 }, none],
    [{ or: [id, { views: 1 }] }, 'views eq 1'],
    [{ labels: { has: id } }, none],
    [{ place: { near: { lat: id, lon: 1, meters: 1 } } }, none],
    [{ or: [{ views: 1 }, { not: { author: id } }] }, none],
    [{ or: [{ views: 1 }, { not: { not: { author: id } } }] }, none],
    [{ or: [{ views: 1 }, { not: id }] }, none],
    [{ or: [{ views: 1 }, { author: { ne: id } }] }, none],
    [{ or: [{ views: 1 }, { author: { notIn: [id] } }] }, none],
    [{ or: [{ views: 1 }, { author: { notIn: ['a1', id] } }] }, none],
    [{ or: [{ views: 1 }, { author: { notIn: id } }] }, none],
    [{ or: [{ views: 1 }, { tags: { none: { id } } }] }, none],
    [{ or: [{ views: 1 }, { tags: { none: id } }] }, none],
    [{ or: [{ views: 1 }, { tags: { every: { label: id } } }] }, none],
    [{ or: [{ views: 1 }, { tags: { every: { or: [{ label: id }, { label: 'x' }] } } }] }, none],
    [{ not: { or: [{ author: { in: [id] } }, { views: 2 }] } }, none],
  ];
  for (const [written, meant] of cases) t.equal(short(parse(written, 'rule')), meant, describe(written));
  for (const [written] of cases)
    t.equal(refusal(() => parse(written, 'json')).code, 'invalid_parameter', `from a client ${describe(written)} is refused`);
  t.end();
});

t.test('ten thousand malformed filters get a code each and never an error of our own', (t) => {
  let state = 12345;
  const below = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
  const keys = [
    'title',
    'views',
    'price',
    'at',
    'tags',
    'author',
    'place',
    'labels',
    'and',
    'or',
    'not',
    'eq',
    'in',
    'notIn',
    'has',
    'some',
    'every',
    'near',
    'name',
    '__proto__',
    'length',
    '0',
    'author.name',
    'tags.some',
    '',
  ];
  const leaves = [
    null,
    undefined,
    0,
    -1,
    1.5,
    Number.NaN,
    '',
    'x',
    'null',
    true,
    [],
    {},
    [[]],
    [null],
    { length: 3 },
    1n,
    Symbol.iterator,
    new Date(0),
    () => 1,
    Object.create(null),
  ];
  const make = (depth: number): unknown => {
    const kind = depth === 0 ? 0 : below(5);
    if (kind === 0) return leaves[below(leaves.length)];
    if (kind === 1) return Array.from({ length: below(4) }, () => make(depth - 1));
    const entries = Array.from({ length: below(4) }, () => [keys[below(keys.length)], make(depth - 1)] as const);
    return Object.fromEntries(entries);
  };
  const codes = new Map<string, number>();
  for (let round = 0; round < 10_000; round++) {
    const mode = (['json', 'text', 'rule'] as const)[round % 3] as WhereMode;
    let code = 'accepted';
    try {
      parse(make(5), mode);
    } catch (error) {
      code = error instanceof AppError ? error.code : String(error);
    }
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  t.same([...codes.keys()].sort(), ['accepted', 'invalid_parameter', 'unknown_field', 'unknown_operator']);
  t.end();
});
