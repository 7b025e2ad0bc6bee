import type { TestRow } from './tables.ts';

/** One sentence of the language's meaning: a written `where`, and the rows of `namedRows` that it finds. */
export interface NamedCase {
  readonly name: string;
  readonly where: unknown;
  readonly finds: readonly string[];
}

/** Rows for the named cases. `empty` has nothing at all. */
export const namedRows: readonly TestRow[] = [
  {
    ...{
      id: 'first',
      title: 'Straße 100%',
      note: 'O\'Hara "x"',
      owner: 'r0',
      views: 10,
      rating: 0.3,
      price: '10.00',
      whole: '9007199254740993',
      open: true,
    },
    ...{
      day: '2024-02-29',
      at: '2024-02-29T12:00:00.001Z',
      status: 'draft',
      labels: ['draft', '😀'],
      place: { lat: 10, lon: 179.9 },
      data: { a: 1 },
      token: 'c',
    },
  },
  {
    ...{
      id: 'second',
      title: '😀',
      note: 'a_c',
      owner: 'r1',
      views: 9,
      rating: 0.1 + 0.2,
      price: '9.00',
      whole: '9007199254740992',
      open: false,
    },
    ...{
      day: '2024-03-01',
      at: '2024-02-29T12:00:00.010Z',
      status: 'published',
      labels: [],
      place: { lat: 10, lon: -179.9 },
      data: false,
      token: '',
    },
  },
  {
    id: 'third',
    title: '\ufb01',
    note: 'abc',
    owner: 'R1',
    views: -1,
    rating: -1.5,
    price: '-0.01',
    whole: '-1',
    open: null,
    status: "it's",
    labels: ['Ärger'],
    place: { lat: 0, lon: 0 },
  },
  { id: 'empty' },
];

export const namedCases: readonly NamedCase[] = [
  { name: 'nothing written finds everything', where: {}, finds: ['first', 'second', 'third', 'empty'] },
  { name: 'and [] is true', where: { and: [] }, finds: ['first', 'second', 'third', 'empty'] },
  { name: 'or [] is false', where: { or: [] }, finds: [] },
  { name: 'in [] is false', where: { views: { in: [] } }, finds: [] },
  { name: 'notIn [] is true, of null too', where: { views: { notIn: [] } }, finds: ['first', 'second', 'third', 'empty'] },
  { name: 'a bare value is eq', where: { views: 9 }, finds: ['second'] },
  { name: 'null is missing', where: { open: null }, finds: ['third', 'empty'] },
  { name: 'ne null is there', where: { open: { ne: null } }, finds: ['first', 'second'] },
  { name: 'null is ne a value', where: { views: { ne: 9 } }, finds: ['first', 'third', 'empty'] },
  { name: 'not of a comparison with null is true', where: { not: { views: { gt: 9 } } }, finds: ['second', 'third', 'empty'] },
  { name: 'not not is the same', where: { not: { not: { views: { gt: 9 } } } }, finds: ['first'] },
  { name: 'an order comparison with null is false', where: { views: { lt: null } }, finds: [] },
  { name: 'and so its not is true', where: { not: { views: { lt: null } } }, finds: ['first', 'second', 'third', 'empty'] },
  { name: 'null in a list means missing', where: { views: { in: [null, 9] } }, finds: ['second', 'empty'] },
  { name: 'notIn with null leaves out what is missing', where: { views: { notIn: [null, 9] } }, finds: ['first', 'third'] },
  { name: 'notIn without null keeps what is missing', where: { views: { notIn: [9] } }, finds: ['first', 'third', 'empty'] },
  { name: 'fields and operators AND together', where: { views: { gte: 9, lt: 10 }, open: false }, finds: ['second'] },
  { name: 'fields AND with or', where: { title: { ne: null }, or: [{ views: 9 }, { views: -1 }] }, finds: ['second', 'third'] },
  { name: 'text is case-sensitive', where: { owner: 'r1' }, finds: ['second'] },
  { name: 'text orders by code point, not by UTF-16 unit', where: { title: { gt: '\ufb01' } }, finds: ['second'] },
  { name: 'capitals come before small letters', where: { owner: { lt: 'a' } }, finds: ['third'] },
  { name: '% is only a character', where: { title: { contains: '%' } }, finds: ['first'] },
  { name: '_ is only a character', where: { note: { startsWith: 'a_' } }, finds: ['second'] },
  { name: 'quotes are only characters', where: { note: { contains: '\'Hara "' } }, finds: ['first'] },
  { name: 'endsWith looks at the end', where: { note: { endsWith: 'c' } }, finds: ['second', 'third'] },
  { name: 'endsWith takes a part longer than the text', where: { title: { endsWith: '100% 100% 100% 100%' } }, finds: [] },
  {
    name: 'the empty text is in every text, and in no null',
    where: { note: { contains: '', startsWith: '', endsWith: '' } },
    finds: ['first', 'second', 'third'],
  },
  { name: 'an emoji is found whole', where: { title: { endsWith: '😀' } }, finds: ['second'] },
  { name: 'floats compare exactly', where: { rating: { gt: 0.3 } }, finds: ['second'] },
  { name: 'decimals compare as numbers, not as text', where: { price: { gt: '9' } }, finds: ['first'] },
  { name: 'decimals compare past 2^53', where: { whole: { gt: '9007199254740992' } }, finds: ['first'] },
  {
    name: 'another spelling of a decimal is the same number',
    where: { price: { in: ['+010.000', '-.01'.replace('.', '0.')] } },
    finds: ['first', 'third'],
  },
  { name: 'a datetime may be written in any zone', where: { at: '2024-02-29T14:00:00.010+02:00' }, finds: ['second'] },
  { name: 'a day is its first moment in UTC', where: { at: { gte: '2024-02-29', lt: '2024-03-01' } }, finds: ['first', 'second'] },
  { name: 'days compare', where: { day: { gt: '2024-02-29' } }, finds: ['second'] },
  { name: 'choices order as text', where: { status: { lte: "it's" } }, finds: ['first', 'third'] },
  { name: 'has asks a list of choices', where: { labels: { has: '😀' } }, finds: ['first'] },
  { name: 'not has is true of null and of the empty list', where: { not: { labels: { has: '😀' } } }, finds: ['second', 'third', 'empty'] },
  { name: 'an empty list is not missing', where: { labels: null }, finds: ['empty'] },
  { name: 'JSON false is not missing', where: { data: { ne: null } }, finds: ['first', 'second'] },
  {
    name: 'near reaches across the date line',
    where: { place: { near: { lat: 10, lon: -180, meters: 15_000 } } },
    finds: ['first', 'second'],
  },
  { name: 'near tells 10 km from 12 km', where: { place: { near: { lat: 10, lon: 180, meters: 10_000 } } }, finds: [] },
  {
    name: 'half the circumference is everywhere that there is a place',
    where: { place: { near: { lat: 90, lon: 0, meters: 20_015_200 } } },
    finds: ['first', 'second', 'third'],
  },
  {
    name: 'a box crosses the date line where west is above east',
    where: { place: { within: { south: 0, west: 179, north: 20, east: -179 } } },
    finds: ['first', 'second'],
  },
  {
    name: 'a box does not cross it otherwise',
    where: { place: { within: { south: -1, west: -179, north: 20, east: 179 } } },
    finds: ['third'],
  },
  {
    name: 'a place that is missing is in no circle',
    where: { not: { place: { near: { lat: 0, lon: 0, meters: 1e9 } } } },
    finds: ['empty'],
  },
];
