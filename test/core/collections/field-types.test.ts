import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import type { FieldKind, FieldType } from '../../../core/collections/field-type.ts';
import { fieldTypes } from '../../../core/collections/field-types.ts';
import * as factories from './factories.ts';

interface Cases {
  readonly kind: FieldKind;
  readonly options?: Record<string, unknown>;
  /** What is kept as it is. */
  readonly kept?: readonly unknown[];
  /** What is written, and what is stored. */
  readonly becomes?: readonly (readonly [unknown, unknown])[];
  readonly refused?: readonly unknown[];
}

const uuid = '01890a5d-ac96-774b-bcce-b302099a8057';
const other = '01890a5d-ac96-774b-bcce-b302099a8058';
const circle = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

const tables: readonly Cases[] = [
  {
    kind: 'text',
    kept: ['', 'Ünïcödé', '👩‍🚀', 'a'.repeat(100_000)],
    refused: ['a'.repeat(100_001), 'a\u0000b', '\ud800', 'x\udc00', 5, true, [], {}],
  },
  { kind: 'text', options: { min: 2, max: 3 }, kept: ['ab', '👍👍👍'], refused: ['a', 'abcd', '👍'] },
  { kind: 'text', options: { pattern: '^[a-z]+$' }, kept: ['abc'], refused: ['Abc', ''] },
  { kind: 'text', options: { unique: true }, kept: ['a'.repeat(650)], refused: ['a'.repeat(651)] },
  {
    kind: 'integer',
    kept: [0, -1, 9007199254740991, -9007199254740991],
    becomes: [
      [-0, 0],
      [1.0, 1],
    ],
    refused: [1.5, 9007199254740992, '1', true, Number.NaN, Infinity],
  },
  { kind: 'integer', options: { min: 1, max: 5 }, kept: [1, 5], refused: [0, 6] },
  { kind: 'number', kept: [0, 1.5, -1e300, 5e-324], becomes: [[-0, 0]], refused: ['1', Number.NaN, Infinity, -Infinity, true] },
  { kind: 'number', options: { min: 0.5, max: 1 }, kept: [0.5], refused: [0.4, 1.1] },
  {
    kind: 'decimal',
    kept: ['0.00', '-3.10', '9999999999999999.99'],
    becomes: [
      ['12.5', '12.50'],
      ['-3', '-3.00'],
      ['-0', '0.00'],
      ['-0.00', '0.00'],
    ],
    refused: ['1.234', '10000000000000000.00', '', '.5', '1.', '+1', '1e3', '007', ' 1', '1\n', '1,5', 12.5, 3],
  },
  { kind: 'decimal', options: { precision: 4, scale: 0 }, kept: ['9999', '-1'], refused: ['10000', '1.0'] },
  { kind: 'decimal', options: { precision: 2, scale: 2 }, kept: ['0.25'], becomes: [['0', '0.00']], refused: ['1', '1.00'] },
  { kind: 'decimal', options: { min: '-1', max: '10.5' }, kept: ['-1.00', '9.00', '10.50'], refused: ['-1.01', '10.51', '100.00'] },
  { kind: 'boolean', kept: [true, false], refused: [0, 1, 'true', '', []] },
  {
    kind: 'date',
    kept: ['2024-02-29', '0001-01-01', '9999-12-31'],
    refused: ['2023-02-29', '2024-13-01', '2024-1-1', '0000-01-01', '2024-01-01T00:00:00Z', '10000-01-01', 5],
  },
  {
    kind: 'date',
    options: { min: '2024-01-01', max: '2024-12-31' },
    kept: ['2024-01-01', '2024-12-31'],
    refused: ['2023-12-31', '2025-01-01'],
  },
  {
    kind: 'datetime',
    kept: ['2024-03-10T12:00:00.000Z', '0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
    becomes: [
      ['2024-03-10T12:00:00Z', '2024-03-10T12:00:00.000Z'],
      ['2024-03-10T12:00:00+02:00', '2024-03-10T10:00:00.000Z'],
      ['2024-03-10T12:00:00-0530', '2024-03-10T17:30:00.000Z'],
      ['2024-03-10t12:00:00.5z', '2024-03-10T12:00:00.500Z'],
      ['2024-03-10T12:00:00.123456Z', '2024-03-10T12:00:00.123Z'],
      ['2024-01-01T00:30:00+01:00', '2023-12-31T23:30:00.000Z'],
      ['0050-06-01T00:00:00Z', '0050-06-01T00:00:00.000Z'],
    ],
    refused: [
      '2024-03-10T12:00:00',
      '2024-03-10',
      '2024-02-30T00:00:00Z',
      '2023-02-29T00:00:00Z',
      '2024-03-10T24:00:00Z',
      '2024-03-10T12:60:00Z',
      '2016-12-31T23:59:60Z',
      '0000-06-01T00:00:00Z',
      '0001-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
      '2024-03-10T12:00:00+24:00',
      'now',
      1710072000000,
    ],
  },
  {
    kind: 'datetime',
    options: { min: '2024-01-01T00:00:00+01:00' },
    kept: ['2023-12-31T23:00:00.000Z'],
    refused: ['2023-12-31T22:59:59.999Z'],
  },
  {
    kind: 'json',
    kept: [{}, [], 'a', 1.5, true, { a: [{ b: null }] }, circle(64)],
    becomes: [[{ a: -0 }, { a: 0 }]],
    refused: [['\u0000'], { '\ud800': 1 }, [Number.NaN], circle(65), JSON.parse('{"__proto__":{}}'), [undefined], [new Date()]],
  },
  {
    kind: 'json',
    options: { schema: { type: 'object', properties: { a: { type: 'integer' } }, additionalProperties: false } },
    kept: [{ a: 1 }, {}],
    refused: [{ a: 'x' }, { b: 1 }, []],
  },
  { kind: 'select', options: { choices: ['draft', 'live'] }, kept: ['draft', 'live'], refused: ['Draft', '', ['draft'], 0] },
  {
    kind: 'select',
    options: { choices: ['a', 'b', 'c'], many: true },
    kept: [[], ['c', 'a'], ['a', 'b', 'c']],
    refused: [['a', 'a'], ['d'], 'a', [null]],
  },
  { kind: 'select', options: { choices: ['a'], many: true, required: true }, kept: [['a']], refused: [[]] },
  {
    kind: 'email',
    kept: ['ann@example.com', "o'hara+tag@sub.example.co"],
    becomes: [['Ann@Example.COM', 'ann@example.com']],
    refused: [
      ' ann@example.com',
      'ann@example.com\n',
      'ann',
      'ann@',
      '@example.com',
      'a@b',
      'a b@c.de',
      'a..b@c.de',
      `${'a'.repeat(250)}@b.de`,
      5,
    ],
  },
  {
    kind: 'url',
    kept: ['https://example.com', 'http://localhost:3000/a?b=c#d', 'https://example.com/%20', 'HTTPS://Example.com/'],
    refused: [
      'javascript:alert(1)',
      'ftp://example.com',
      '//example.com',
      'example.com',
      'https://',
      'https://exa mple.com',
      ' https://example.com',
      'https://a.de/\n',
      'https://[',
      `https://a.de/${'a'.repeat(2048)}`,
    ],
  },
  { kind: 'relation', kept: [uuid], becomes: [[uuid.toUpperCase(), uuid]], refused: ['x', 5, [uuid], `urn:uuid:${uuid}`, {}] },
  { kind: 'relation', options: { targetId: 'integer' }, kept: [1, 9007199254740991], refused: [0, -1, 1.5, '1'] },
  {
    kind: 'relation',
    options: { targetId: 'text' },
    kept: ['de', 'a.b:c@d~e', '_x', 'A-1'],
    refused: ['', '.', '..', 'a/b', 'ä', 'aggregate', 'changes', 'a'.repeat(201)],
  },
  {
    kind: 'relation',
    options: { many: true },
    kept: [[], [other, uuid]],
    becomes: [[[uuid.toUpperCase()], [uuid]]],
    refused: [[uuid, uuid], [uuid, uuid.toUpperCase()], uuid, ['x']],
  },
  { kind: 'relation', options: { many: true, required: true }, kept: [[uuid]], refused: [[]] },
  {
    kind: 'geoPoint',
    kept: [
      { lat: 52.5, lon: 13.4 },
      { lat: -90, lon: 180 },
    ],
    becomes: [
      [
        { lat: -0, lon: -0 },
        { lat: 0, lon: 0 },
      ],
    ],
    refused: [
      { lat: 90.1, lon: 0 },
      { lat: 0, lon: -180.1 },
      { lat: 0 },
      { lat: 0, lon: 0, alt: 1 },
      { lat: '0', lon: 0 },
      [0, 0],
      { lat: Number.NaN, lon: 0 },
    ],
  },
  { kind: 'secret', kept: ['s3cret', 'a'.repeat(10_000)], refused: ['a'.repeat(10_001), 'a\u0000', 5] },
];

const ajv = formats.default(new Ajv2020({ strict: true }));

/** What records do: the schema judges, then the value is brought to its stored form. */
function store(type: FieldType, options: Record<string, unknown>, value: unknown): unknown {
  if (!ajv.validate(type.schema(options), value)) return undefined;
  return type.normalize ? type.normalize(value, options) : value;
}

for (const { kind, options = {}, kept = [], becomes = [], refused = [] } of tables) {
  const type = fieldTypes[kind];
  const said = Object.keys(options).length > 0 ? ` with ${JSON.stringify(options)}` : '';
  t.test(`a ${kind} field${said} stores what it can keep and refuses the rest`, async (t) => {
    for (const value of kept) t.strictSame(store(type, options, value), value, `keeps ${show(value)}`);
    for (const [written, stored] of becomes) {
      t.strictSame(store(type, options, written), stored, `turns ${show(written)} into ${show(stored)}`);
      t.strictSame(store(type, options, stored), stored, `keeps ${show(stored)}`);
    }
    for (const value of refused) t.equal(store(type, options, value), undefined, `refuses ${show(value)}`);
  });
}

t.test('negative zero is stored as zero', async (t) => {
  for (const kind of ['integer', 'number'] as const) t.ok(Object.is(fieldTypes[kind].normalize?.(-0, {}), 0), kind);
  const point = fieldTypes.geoPoint.normalize?.({ lat: -0, lon: -0 }, {}) as { lat: number; lon: number };
  t.ok(Object.is(point.lat, 0) && Object.is(point.lon, 0), 'geoPoint');
  t.ok(Object.is((fieldTypes.json.normalize?.([-0], {}) as number[] | undefined)?.[0], 0), 'json');
});

t.test('normalize alone refuses what a format cannot', async (t) => {
  for (const [kind, value] of [
    ['datetime', '2024-02-30T00:00:00Z'],
    ['email', 'a b@c.de'],
    ['url', 'javascript:alert(1)'],
    ['date', '2023-02-29'],
    ['relation', 'x'],
  ] as const) {
    t.equal(fieldTypes[kind].normalize?.(value, {}), undefined, kind);
  }
  t.equal(fieldTypes.email.normalize?.('Ａnn@example.com', {}), 'ann@example.com', 'compatibility forms are one address');
});

t.test('an integer schema and a json schema are ready for OpenAPI 3.1', async (t) => {
  for (const { kind, options = {} } of tables) t.ok(ajv.compile(fieldTypes[kind].schema(options)), kind);
  t.strictSame(fieldTypes.text.schema({ min: 1, max: 5 }), { type: 'string', minLength: 1, maxLength: 5 });
  t.strictSame(fieldTypes.secret.schema({}), { type: 'string', maxLength: 10_000, writeOnly: true });
});

t.test('a factory makes a plain object', async (t) => {
  t.strictSame(factories.text(), { kind: 'text', options: {} });
  t.strictSame(factories.integer({ min: 0 }), { kind: 'integer', options: { min: 0 } });
  t.strictSame(factories.select(['a', 'b'], { default: 'a' }), { kind: 'select', options: { default: 'a', choices: ['a', 'b'] } });
  t.strictSame(factories.relation('users', { required: true }), { kind: 'relation', to: 'users', options: { required: true } });
  t.strictSame(factories.reverse('comments', 'post'), { kind: 'reverse', to: 'comments', by: 'post', options: {} });
  for (const [name, make] of Object.entries(factories)) {
    const made =
      name === 'select'
        ? factories.select(['a'])
        : name === 'relation'
          ? factories.relation('a')
          : name === 'reverse'
            ? factories.reverse('a', 'b')
            : (make as () => { kind: string; options: object })();
    t.equal(made.kind, name);
    t.strictSame(
      fieldTypes[name as FieldKind].check(made.options as Record<string, unknown>),
      [],
      `${name} has no mistakes without options`,
    );
  }
});

const wrongOptions: readonly (readonly [FieldKind, Record<string, unknown>, string])[] = [
  ['text', { max: '20' }, 'max must be an integer, 0 or more (got "20")'],
  ['text', { min: 5, max: 3 }, 'min must not be above max (5 > 3)'],
  ['text', { pattern: '(' }, 'pattern must be a regular expression as text, without slashes (got "(")'],
  ['text', { requierd: true }, 'requierd there is no such option'],
  ['text', { unique: true, max: 1000 }, 'max must be 650 or less where the field is unique or indexed (got 1000)'],
  ['text', { access: { raed: true } }, 'access.raed there is no such option'],
  ['text', { access: { read: 'yes' } }, 'access.read must be true, false, a where or a function (got "yes")'],
  ['text', { default: null }, 'default must not be null; leave it out'],
  ['integer', { min: 0.5 }, 'min must be an integer (got 0.5)'],
  ['number', { max: Infinity }, 'max must be a number (got Infinity)'],
  ['decimal', { precision: 19 }, 'precision must be an integer from 0 to 18 (got 19)'],
  ['decimal', { precision: 0, scale: 0 }, 'precision must be an integer from 1 to 18 (got 0)'],
  ['decimal', { precision: 2, scale: 3 }, 'scale must not be above precision (3 > 2)'],
  ['decimal', { max: '1.234' }, 'max must fit precision 18 and scale 2 (got "1.234")'],
  ['decimal', { min: '9', max: '10' }, ''],
  ['boolean', { unique: true }, 'unique there is no such option'],
  ['date', { min: '2024-02-30' }, 'min must be a date as YYYY-MM-DD (got "2024-02-30")'],
  ['datetime', { min: '2024-01-01T00:00:00+01:00', max: '2023-12-31T23:30:00Z' }, ''],
  ['datetime', { max: 'now' }, 'max must be a datetime with an offset, for example "2026-01-31T12:00:00Z" (got "now")'],
  ['json', { schema: { properties: { a: { $ref: '#/x' } } } }, 'schema must not use $ref'],
  ['json', { index: true }, 'index must be left out: a json field cannot be in an index'],
  ['select', { choices: [] }, 'choices must be a list of different texts, each of 1 to 200 characters (got [])'],
  ['select', { choices: ['a', 'a'] }, 'choices must be a list of different texts, each of 1 to 200 characters (got ["a","a"])'],
  ['select', { choices: ['a'], many: true, unique: true }, 'unique must be left out with many: lists cannot be unique'],
  ['email', { max: 300 }, 'max must be an integer from 6 to 254 (got 300)'],
  ['relation', { onDelete: 'setNull', required: true }, 'onDelete cannot be "setNull" on a required relation'],
  ['relation', { onDelete: 'setNull', many: true }, 'onDelete cannot be "setNull" with many: a list is never null'],
  ['relation', { onDelete: 'unlink' }, 'onDelete can be "unlink" only with many'],
  ['relation', { onDelete: 'drop' }, 'onDelete must be one of "restrict", "setNull", "cascade", "unlink" (got "drop")'],
  ['relation', { many: true, unique: true }, 'unique must be left out with many'],
  ['reverse', { required: true }, 'required there is no such option'],
  ['secret', { default: 'x' }, 'default there is no such option'],
];

t.test('mistakes in options are named', async (t) => {
  for (const [kind, options, wanted] of wrongOptions) {
    const said = fieldTypes[kind].check(options).map(({ path, message }) => `${path.join('.')} ${message}`);
    t.strictSame(said, wanted === '' ? [] : [wanted], `${kind} ${show(options)}`);
  }
});

function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
