import t from 'tap';
import { createAccess } from '../../../core/access/create-access.ts';
import type { Caller } from '../../../core/caller.ts';
import type { CollectionField } from '../../../core/collections/collection.ts';
import type { ReadScope, Scope } from '../../../core/records/scope.ts';
import type { Condition } from '../../../core/where/condition.ts';
import { matches } from '../../../core/where/matches.ts';
import { parseWhere } from '../../../core/where/parse-where.ts';
import { admin, ann, anonymous, blogCollections, bob, member } from './blog.ts';

type Row = Readonly<Record<string, unknown>>;
type Tables = ReadonlyMap<string, readonly Row[]>;

const collections = blogCollections();
const access = createAccess(collections);

/** The same numbers each time, so that a failure can be looked at. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** What a condition says of a row of these tables: the plainest reading there is, with related rows. */
function holds(condition: Condition, row: Row, tables: Tables): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.all.every((part) => holds(part, row, tables));
    case 'or':
      return condition.any.some((part) => holds(part, row, tables));
    case 'not':
      return !holds(condition.it, row, tables);
    case 'compare':
      return matches(condition, row) === true;
    case 'related': {
      const found = relatedRows(condition.relation as CollectionField, row, tables);
      const inner = (one: Row) => holds(condition.where, one, tables);
      if (condition.quantifier === 'every') return found.every(inner);
      return condition.quantifier === 'none' ? !found.some(inner) : found.some(inner);
    }
  }
}

function relatedRows({ name, relation }: CollectionField, row: Row, tables: Tables): Row[] {
  const rows = tables.get(relation?.collection ?? '') ?? [];
  if (relation?.by === undefined) return rows.filter((one) => list(row[name]).includes(one.id));
  const { by } = relation;
  return rows.filter((one) => list(one[by]).includes(row.id));
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]);

/** The tables as the caller may read them: no other rows, and null for every value that is not his to read. */
function seenBy(scope: Scope, tables: Tables): Tables {
  const seen = new Map<string, Row[]>();
  for (const [name, rows] of tables) {
    const view = scope.read(name);
    seen.set(
      name,
      rows.filter((row) => holds(view.rows, row, tables)).map((row) => shown(row, view, tables)),
    );
  }
  return seen;
}

function shown(row: Row, { lookup, fields }: ReadScope, tables: Tables): Row {
  const values = Object.entries(row).filter(([name]) => {
    const when = fields.get(name);
    return lookup.field(name) !== undefined && (when === undefined || holds(when, row, tables));
  });
  return Object.fromEntries(values);
}

const names = ['Ann', 'Bob', 'x', 'y', null];
const users = [ann, bob, '01900000-0000-7000-8000-00000000000c'];

function randomTables(roll: (sides: number) => number): Tables {
  const pick = <Value>(values: readonly Value[]): Value => values[roll(values.length)] as Value;
  const some = (ids: readonly string[]) => ids.filter(() => roll(2) === 0);
  const uuid = (letter: string, index: number) => `01900000-0000-7000-8000-0000000000${letter}${index}`;
  const tags = [0, 1, 2].map((index) => uuid('1', index));
  const posts = [0, 1, 2, 3, 4].map((index) => uuid('2', index));
  const comments = [0, 1, 2, 3, 4, 5].map((index) => uuid('3', index));
  return new Map<string, Row[]>([
    [
      'users',
      users.map((id) => ({
        id,
        name: pick(names),
        role: pick(['public', 'private']),
        salary: pick([1, 2, null]),
        badge: 'b',
        email: pick(['a@x.org', 'b@x.org']),
      })),
    ],
    ['tags', tags.map((id) => ({ id, name: pick(names), open: pick([true, false, null]) }))],
    [
      'posts',
      posts.map((id) => ({
        ...{ id, title: pick(['x', 'y']), status: pick(['published', 'draft', null]), views: pick([1, 2, 3, null]) },
        ...{ author: pick([...users, null]), reviewer: pick([...users, null]), auditor: pick(users), tags: some(tags), labels: some(tags) },
      })),
    ],
    [
      'comments',
      comments.map((id) => ({
        id,
        body: pick(names),
        likes: pick([1, 2, null]),
        post: pick([...posts, null]),
        author: pick([...users, null]),
      })),
    ],
    ['vault', [{ id: uuid('4', 0), word: 'w', post: pick(posts), note: null }]],
    ['_notes', []],
  ]);
}

const values: Readonly<Record<string, readonly unknown[]>> = {
  integer: [1, 2, 3],
  text: ['Ann', 'x', 'published', 'private', ''],
  boolean: [true, false],
  id: users,
};

/** A random where of the fields that a caller may name. */
function randomWhere(name: string, depth: number, make: { roll: (sides: number) => number; scope: Scope; tables: Tables }): object {
  const { roll, scope, tables } = make;
  const inner = (to: string) => randomWhere(to, depth - 1, make);
  const kind = roll(depth > 0 ? 8 : 4);
  if (kind === 5) return { or: [inner(name), inner(name)] };
  if (kind === 6) return { and: [inner(name), inner(name)] };
  if (kind === 7) return { not: inner(name) };
  const lookup = scope.read(name).lookup;
  const named = [...(collections.get(name)?.fields.values() ?? [])].filter(
    (field) => lookup.field(field.name) !== undefined && field.value !== 'datetime',
  );
  const relations = named.filter((field) => field.relation !== undefined);
  const field = (kind === 4 && relations.length > 0 ? relations[roll(relations.length)] : named[roll(named.length)]) as CollectionField;
  if (field.relation !== undefined && (depth > 0 || field.relation.many)) {
    const to = field.relation.collection;
    if (!field.relation.many) return { [field.name]: inner(to) };
    const ids = (tables.get(to) ?? []).map((row) => row.id);
    if (field.value === 'relations' && field.relation.by === undefined && ids.length > 0 && roll(3) === 0)
      return { [field.name]: { has: ids[roll(ids.length)] } };
    const quantifier = ['some', 'every', 'none'][roll(3)] as string;
    return { [field.name]: { [quantifier]: depth > 0 ? inner(to) : {} } };
  }
  const held = field.name === 'id' ? (tables.get(name) ?? []).map((row) => row.id) : (values[field.value] ?? ['x']);
  const value = held[roll(held.length)] ?? null;
  const written = [
    { eq: value },
    { ne: value },
    { eq: null },
    { ne: null },
    { in: [value, null] },
    { notIn: [value, null] },
    { in: [value] },
    { notIn: [value] },
  ];
  const ordered = field.value === 'boolean' ? [] : [{ lt: value }, { gte: value }];
  const all = value === null ? written.slice(2, 4) : [...written, ...ordered];
  return { [field.name]: all[roll(all.length)] };
}

const callers: Readonly<Record<string, Caller>> = {
  'an anonymous caller': anonymous,
  'a member': member(ann),
  'a member with another id': member(users[2] as string),
  'a key that reads posts alone': member(ann, { scopes: ['posts:read'] }),
  'an administrator': admin,
};

t.test('what a caller asks of the real rows is what he would find in the rows and values that he may read', async (t) => {
  for (const [who, caller] of Object.entries(callers)) {
    const roll = dice(who.length);
    let checked = 0;
    let different = 0;
    const wrong: string[] = [];
    for (let round = 0; round < 60; round++) {
      const tables = randomTables(roll);
      const scope = access.scopeFor(caller);
      await scope.prepare(collections.keys());
      const seen = seenBy(scope, tables);
      for (let attempt = 0; attempt < 40; attempt++) {
        const name = ['posts', 'comments', 'users', 'tags'][roll(4)] as string;
        const written = randomWhere(name, 3, { roll, scope, tables });
        const plain = parseWhere(written, { lookup: scope.read(name).lookup, mode: 'json' });
        const rewritten = scope.where(name, written);
        for (const row of seen.get(name) ?? []) {
          const real = (tables.get(name) ?? []).find((one) => one.id === row.id) as Row;
          const expected = holds(plain, row, seen);
          checked++;
          if (holds(plain, real, tables) !== expected) different++;
          if (holds(rewritten, real, tables) !== expected) wrong.push(`${name} ${JSON.stringify(written)} of ${JSON.stringify(real)}`);
        }
      }
    }
    t.same(wrong.slice(0, 3), [], `${who}: ${checked} answers`);
    if (!caller.admin) t.ok(different > 20, `${who}: without the rewrite ${different} answers would tell what he may not know`);
  }
});

t.test('a related row that may not be read does not exist', async (t) => {
  const scope = access.scopeFor(member(ann));
  await scope.prepare(collections.keys());
  const keyed = access.scopeFor(member(ann, { scopes: ['posts:read'] }));
  t.same(keyed.where('posts', { author: { name: 'x' } }), { kind: 'or', any: [] }, 'whatever one asks of it');
  t.same(keyed.where('posts', { comments: { none: { body: 'x' } } }), { kind: 'and', all: [] });
  t.same(keyed.where('posts', { comments: { every: { body: 'x' } } }), { kind: 'and', all: [] });
  t.same(keyed.where('posts', { tags: { has: ann } }), { kind: 'or', any: [] }, 'nor does its id in a list of ids');
  t.match(keyed.where('posts', { author: ann }), { kind: 'compare' }, 'but the id in the row itself is a value of the row');
});

t.test('a field that may not be named answers like one that does not exist, at any depth and in any wrapping', async (t) => {
  const scope = access.scopeFor(member(bob));
  await scope.prepare(collections.keys());
  const refusal = (written: unknown): object => {
    try {
      scope.where('posts', written);
      return { code: 'fine' };
    } catch (error) {
      const { code, details, message } = error as { code: string; details: object; message: string };
      return { code, details, message };
    }
  };
  const named = (name: string, text: string): string => text.replaceAll(name, 'nosuch');
  const operators = [
    'eq',
    'ne',
    'lt',
    'gte',
    'in',
    'notIn',
    'contains',
    'startsWith',
    'endsWith',
    'has',
    'near',
    'some',
    'every',
    'none',
    'bogus',
  ];
  const wrappings: ((leaf: object) => object)[] = [
    (leaf) => leaf,
    (leaf) => ({ not: leaf }),
    (leaf) => ({ or: [{ title: 'x' }, { and: [{ not: leaf }] }] }),
    (leaf) => ({ comments: { some: { post: leaf } } }),
    (leaf) => ({ 'author.posts': { none: leaf } }),
  ];
  for (const name of ['note', 'secret', 'auditor', 'badge', 'toString']) {
    for (const op of operators) {
      for (const value of ['x', null, ['x'], { length: 1 }, { 0: 'x' }]) {
        for (const wrap of wrappings) {
          const answer = refusal(wrap({ [name]: { [op]: value } }));
          t.match(answer, { code: 'unknown_field' });
          t.equal(named(name, JSON.stringify(answer)), JSON.stringify(refusal(wrap({ nosuch: { [op]: value } }))), `${name} ${op}`);
        }
      }
    }
  }
  for (const key of [
    't0.title',
    't1',
    'posts.title',
    'title"',
    "title'--",
    '',
    ' title',
    'author.badge',
    'author.posts.some.secret',
    'tags.name',
    'id.x',
  ]) {
    t.not((refusal({ [key]: 'x' }) as { code: string }).code, 'fine', key);
  }
});

t.test('the limits hold on what the caller wrote, not on what becomes of it', async (t) => {
  const scope = access.scopeFor(member(ann));
  await scope.prepare(collections.keys());
  const views = (count: number) => ({ or: Array.from({ length: count }, (_, index) => ({ views: index })) });
  t.equal(scope.where('posts', views(200)).kind, 'or');
  t.throws(() => scope.where('posts', views(201)), { code: 'filter_too_complex' });
});
