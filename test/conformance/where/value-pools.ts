import type { Near, Within } from '../../../core/where/condition.ts';
import type { Declared } from './declare.ts';

/** Texts that the obvious implementations get wrong. The last ones are beyond U+FFFF, where UTF-16 order is not code point order. */
const texts = [
  '',
  ' ',
  'a',
  'A',
  'ab',
  'abc',
  'Abc',
  'b',
  'ä',
  'a\u0308',
  'É',
  'é',
  'ß',
  'straße',
  'ÿ',
  '10',
  '9',
  '100%',
  '%',
  '_',
  'a_c',
  'a%c',
  '\\',
  '\\%',
  "'",
  "O'Hara",
  '"',
  'null',
  'NULL',
  'true',
  '`;--',
  '\n',
  '日本',
  'اب',
  '\uffff',
  '\ufb01',
  '\ue000',
  '😀',
  '😀😀',
  '👩‍💻',
  '𝒳',
  'a😀',
  '😀a',
  '\u{10ffff}',
];

const ids = ['r0', 'r1', 'r2', 'R1', 'zz'];

const choices = ['draft', 'published', 'Ärger', '😀', "it's"];

/** Every kind of field, with what it may hold. */
export const kinds = {
  title: { value: 'text', storage: 'text' },
  note: { value: 'text', storage: 'text' },
  owner: { value: 'id', storage: 'text' },
  views: { value: 'integer', storage: 'integer' },
  rating: { value: 'number', storage: 'real' },
  price: { value: 'decimal', storage: 'decimal', scale: 2 },
  whole: { value: 'decimal', storage: 'decimal', scale: 0 },
  open: { value: 'boolean', storage: 'boolean' },
  day: { value: 'date', storage: 'date' },
  at: { value: 'datetime', storage: 'datetime' },
  status: { value: 'choice', storage: 'text', choices },
  labels: { value: 'choices', storage: 'texts', choices },
  place: { value: 'point', storage: 'point' },
  data: { value: 'json', storage: 'json' },
  token: { value: 'secret', storage: 'text' },
} as const satisfies Record<string, Declared>;

/** What rows hold and what they are compared with, by field, null apart. Both come from one list, so that they often meet. */
export const pools: Readonly<Record<keyof typeof kinds, readonly unknown[]>> = {
  title: texts,
  note: texts,
  owner: ids,
  views: [0, 1, -1, 9, 10, 2147483648, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  rating: [0, 1, -1.5, 0.1, 0.3, 0.1 + 0.2, 5e-324, 1e308, -1e308, 10, 9],
  price: [
    '0.00',
    '0.01',
    '-0.01',
    '1.50',
    '9.00',
    '10.00',
    '90071992547409.93',
    '9999999999999999.99',
    '9999999999999999.98',
    '-9999999999999999.99',
  ],
  whole: ['0', '-1', '9', '10', '9007199254740993', '9007199254740992', '999999999999999999'],
  open: [true, false],
  day: ['0001-01-01', '1969-12-31', '2024-02-29', '2024-03-01', '9999-12-31'],
  at: [
    '0001-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '2024-02-29T12:00:00.001Z',
    '2024-02-29T12:00:00.010Z',
    '9999-12-31T23:59:59.999Z',
  ],
  status: choices,
  labels: [[], ['draft'], ['draft', '😀'], ['Ärger', "it's", 'published'], ['😀']],
  place: [
    ...[
      { lat: 0, lon: 0 },
      { lat: 90, lon: 0 },
      { lat: -90, lon: 77 },
      { lat: 10, lon: 180 },
      { lat: 10, lon: -180 },
      { lat: 10.001, lon: 179.999 },
    ],
    ...[
      { lat: 48.137154, lon: 11.576124 },
      { lat: 48.137155, lon: 11.576124 },
      { lat: -33.8688, lon: 151.2093 },
      { lat: 1e-300, lon: -1e-300 },
    ],
  ],
  data: [{ a: null }, [], 0, false, ''],
  token: ['ciphertext'],
};

/** A place on the globe, in degrees. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** Circles around places of the pool, with others of them on the edge, and a few more. */
export function circles(): Near[] {
  const places = pools.place as Place[];
  return places.flatMap((from) => [
    ...places.map((to) => ({ ...from, meters: distance(from, to) })),
    ...[0.05, 150, 1e6, 2.0015e7, 1e9].map((meters) => ({ ...from, meters })),
  ]);
}

/** Circles around one place with another so exactly on the edge that the last bit of the arithmetic decides. */
export function edgeCircles(from: Place, to: Place): Near[] {
  const meters = distance(from, to);
  return [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((steps) => ({ ...from, meters: meters * (1 + steps * Number.EPSILON) }));
}

/** Boxes, some across the date line, some without area. */
export const boxes: readonly Within[] = [
  { south: -90, west: -180, north: 90, east: 180 },
  { south: 0, west: 170, north: 20, east: -170 },
  { south: 0, west: -170, north: 20, east: 170 },
  { south: 48.137154, west: 11.576124, north: 48.137154, east: 11.576124 },
  { south: -90, west: 180, north: 90, east: -180 },
  { south: -50, west: 0, north: 50, east: 160 },
];

/** The haversine formula: another way to the same distance. */
function distance(from: Place, to: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const across = Math.sin(radians(to.lat - from.lat) / 2) ** 2;
  const along = Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(radians(to.lon - from.lon) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(across + along)));
}
