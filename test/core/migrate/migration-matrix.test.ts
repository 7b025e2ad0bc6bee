import t, { type Test } from 'tap';
import { boolean } from '../../../core/collections/fields/boolean.ts';
import { datetime } from '../../../core/collections/fields/datetime.ts';
import { decimal } from '../../../core/collections/fields/decimal.ts';
import { geoPoint } from '../../../core/collections/fields/geo-point.ts';
import { integer } from '../../../core/collections/fields/integer.ts';
import { json } from '../../../core/collections/fields/json.ts';
import { relation } from '../../../core/collections/fields/relation.ts';
import { reverse } from '../../../core/collections/fields/reverse.ts';
import { select } from '../../../core/collections/fields/select.ts';
import { text } from '../../../core/collections/fields/text.ts';
import type { Database } from '../../../core/database/database.ts';
import { applyMigration } from '../../../core/migrate/apply-migration.ts';
import { migrationStatus } from '../../../core/migrate/migration-status.ts';
import { planMigration } from '../../../core/migrate/plan-migration.ts';
import { testDatabases } from '../database/databases.ts';
import { compile } from './collections.ts';

type Declared = Readonly<Record<string, object>>;

interface Edit {
  readonly name: string;
  readonly before: Declared;
  /** SQL that is run on the database before the edit. */
  readonly seed?: readonly string[];
  readonly after: Declared;
  /** The plan's lines, without runs of spaces. */
  readonly plan: readonly (string | RegExp)[];
  /** SQL and what it answers after the edit. Where it is `'refused'` by a step, the database must be as before. */
  readonly answers?: readonly [sql: string, rows: readonly object[]][];
}

const moment = "'2024-01-01T00:00:00.000Z'";
const row = (table: string, id: string, values: Readonly<Record<string, string>> = {}): string => {
  const all = { id: `'${id}'`, created_at: moment, updated_at: moment, version: '1', ...values };
  return `insert into ${table} (${Object.keys(all).join(', ')}) values (${Object.values(all).join(', ')})`;
};
const posts = (fields: object, rest: object = {}): Declared => ({ posts: { fields, ...rest } });
const users = { users: { fields: { name: text() } } };

const edits: readonly Edit[] = [
  {
    name: 'the same again does nothing',
    before: posts({ title: text({ unique: true }) }),
    after: posts({ title: text({ unique: true }) }),
    plan: [],
  },
  {
    name: 'a collection is added',
    before: posts({ title: text() }),
    after: { ...posts({ title: text() }), tags: { fields: { label: text() } } },
    plan: ['safe tags: make the table "tags"'],
    answers: [
      [row('tags', 't', { label: "'x'" }), []],
      ['select label from tags', [{ label: 'x' }]],
    ],
  },
  {
    name: 'collections that refer to each other are added at once',
    before: {},
    after: {
      posts: { fields: { title: text(), author: relation('users', { required: true }), related: relation('posts', { many: true }) } },
      users: { fields: { favourite: relation('posts'), written: reverse('posts', 'author') } },
    },
    plan: [
      'safe posts: make the table "posts"',
      'safe users: make the table "users"',
      'safe posts.related: make the join table "posts_related"',
    ],
    answers: [
      [row('users', 'u'), []],
      [row('posts', 'p', { author: "'u'" }), []],
      ["update users set favourite = 'p'", []],
      ["insert into posts_related (source, target, position) values ('p', 'p', 0)", []],
    ],
  },
  {
    name: 'a collection that counts its records is added',
    before: {},
    after: posts({ title: text() }, { id: 'integer' }),
    plan: ['safe posts: make the table "posts"'],
    answers: [
      [`insert into posts (created_at, updated_at, version) values (${moment}, ${moment}, 1)`, []],
      ['delete from posts', []],
      [`insert into posts (created_at, updated_at, version) values (${moment}, ${moment}, 1)`, []],
      ['select id from posts', [{ id: 2 }]],
    ],
  },
  {
    name: 'a collection is no longer declared',
    before: { ...posts({ title: text() }), ...users },
    seed: [row('users', 'u')],
    after: posts({ title: text() }),
    plan: ['kept users: is no longer declared; its table "users" keeps its rows, and what they refer to cannot be deleted'],
    answers: [['select id from users', [{ id: 'u' }]]],
  },
  {
    name: 'an optional field is added',
    before: posts({ title: text() }),
    seed: [row('posts', 'p', { title: "'x'" })],
    after: posts({ title: text(), body: text(), place: geoPoint() }),
    plan: [
      'safe posts.body: add the column "body"',
      ...['lat', 'lon', 'x', 'y', 'z'].map((part) => `safe posts.place: add the column "place_${part}"`),
    ],
    answers: [['select title, body, place_lat from posts', [{ title: 'x', body: null, place_lat: null }]]],
  },
  {
    name: 'fields with defaults are added to records',
    before: posts({ title: text() }),
    seed: [row('posts', 'p')],
    after: posts({
      title: text(),
      status: select(['draft', "it's"], { default: "it's" }),
      open: boolean({ default: true }),
      price: decimal({ precision: 8, scale: 2, default: '1.50' }),
      extra: json({ default: { a: [1] } }),
      tags: select(['a', 'b'], { many: true, default: ['a', 'b'] }),
      at: datetime({ default: '2024-05-06T07:08:09.000Z' }),
    }),
    plan: ['status', 'open', 'price', 'extra', 'tags', 'at'].map(
      (name) => `safe posts.${name}: add the column "${name}", with the default for the records that are there`,
    ),
    answers: [
      [
        'select status, at from posts where status is not null and open is not null and price is not null and extra is not null and tags is not null',
        [{ status: "it's", at: '2024-05-06T07:08:09.000Z' }],
      ],
    ],
  },
  {
    name: 'a required field without a default is added to records',
    before: posts({ title: text() }),
    seed: [row('posts', 'p')],
    after: posts({ title: text(), body: text({ required: true }) }),
    plan: [/^refused posts\.body: is required and the collection already has records/],
  },
  {
    name: 'a required field is added to a collection without records',
    before: { ...posts({ title: text() }), ...users },
    after: { ...posts({ title: text(), body: text({ required: true }), author: relation('users', { required: true }) }), ...users },
    plan: [
      'safe posts.body: add the column "body"',
      'safe posts.author: add the column "author"',
      'safe posts (posts__author__index): make the index over "author"',
    ],
    answers: [
      [row('users', 'u'), []],
      [row('posts', 'p', { body: "'x'", author: "'u'" }), []],
    ],
  },
  {
    name: 'a field whose default is made anew for each record is added to records',
    before: posts({ title: text() }),
    seed: [row('posts', 'p')],
    after: posts({ title: text(), code: text({ default: () => 'x' }) } as never),
    plan: [/^refused posts\.code: is required/],
  },
  {
    name: 'a relation is added to records, together with the collection that it leads to',
    before: posts({ title: text() }),
    seed: [row('posts', 'p')],
    after: { ...posts({ title: text(), author: relation('users'), readers: relation('users', { many: true }) }), ...users },
    plan: [
      'safe users: make the table "users"',
      'safe posts.readers: make the join table "posts_readers"',
      'safe posts.author: add the column "author"',
      'safe posts (posts__author__index): make the index over "author"',
    ],
    answers: [
      [row('users', 'u'), []],
      ["update posts set author = 'u'", []],
    ],
  },
  {
    name: 'a field is renamed',
    before: posts({ title: text({ index: true }) }),
    seed: [row('posts', 'p', { title: "'x'" })],
    after: posts({ heading: text({ index: true, renamedFrom: 'title' }) }),
    plan: [
      'safe posts.heading: rename the column "title" to "heading"',
      'safe posts (posts__title__index): drop the index',
      'safe posts (posts__heading__index): make the index over "heading"',
    ],
    answers: [['select heading from posts', [{ heading: 'x' }]]],
  },
  {
    name: 'a renamed field becomes required too',
    before: posts({ title: text() }),
    seed: [row('posts', 'p', { title: "'x'" }), row('posts', 'q')],
    after: posts({ heading: text({ required: true, renamedFrom: 'title' }) }),
    plan: [
      'safe posts.heading: rename the column "title" to "heading"',
      /^refused posts\.heading: becomes required, but 1 record has no value/,
    ],
  },
  {
    name: 'a point is renamed',
    before: posts({ place: geoPoint() }),
    seed: [row('posts', 'p', { place_lat: '1', place_lon: '2' })],
    after: posts({ spot: geoPoint({ renamedFrom: 'place' }) }),
    plan: ['lat', 'lon', 'x', 'y', 'z'].map((part) => `safe posts.spot: rename the column "place_${part}" to "spot_${part}"`),
    answers: [['select spot_lat, spot_lon from posts', [{ spot_lat: 1, spot_lon: 2 }]]],
  },
  {
    name: 'a to-many relation is renamed',
    before: { ...posts({ readers: relation('users', { many: true }) }), ...users },
    seed: [row('users', 'u'), row('posts', 'p'), "insert into posts_readers (source, target, position) values ('p', 'u', 0)"],
    after: { ...posts({ fans: relation('users', { many: true, renamedFrom: 'readers' }) }), ...users },
    plan: [
      'safe posts.fans: rename the join table "posts_readers" to "posts_fans"',
      'safe posts (posts_readers__target): drop the index',
      'safe posts (posts_fans__target): make the index over "target"',
    ],
    answers: [['select target from posts_fans', [{ target: 'u' }]]],
  },
  {
    name: 'an optional field is removed',
    before: posts({ title: text(), body: text() }),
    seed: [row('posts', 'p', { body: "'x'" })],
    after: posts({ title: text() }),
    plan: ['kept posts.body: is no longer declared; its column "body" keeps its values'],
    answers: [['select body from posts', [{ body: 'x' }]]],
  },
  {
    name: 'a required field is removed',
    before: posts({ title: text(), body: text({ required: true, unique: true }) }),
    seed: [row('posts', 'p', { body: "'x'" })],
    after: posts({ title: text() }),
    plan: [
      'safe posts.body: is no longer declared; its column becomes optional, so that new records need no value',
      'kept posts.body: is no longer declared; its column "body" keeps its values',
      'safe posts (posts__body__unique): drop the index',
    ],
    answers: [
      [row('posts', 'q'), []],
      ['select body from posts order by id', [{ body: 'x' }, { body: null }]],
    ],
  },
  {
    name: 'a relation is removed',
    before: { ...posts({ author: relation('users'), readers: relation('users', { many: true }) }), ...users },
    after: { ...posts({}), ...users },
    plan: [
      'kept posts.author: is no longer declared; its column "author" keeps its values, and what they refer to in "users" cannot be deleted',
      'safe posts (posts__author__index): drop the index',
      'kept posts.readers: is no longer declared; its table "posts_readers" keeps its rows, and what they refer to cannot be deleted',
    ],
  },
  {
    name: 'a field changes its type',
    before: posts({ views: integer() }),
    after: posts({ views: text() }),
    plan: ['refused posts.views: changes from integer to text; add a new field instead and copy the values over'],
  },
  {
    name: 'a text becomes a datetime, which SQLite could not tell from its column',
    before: posts({ at: text() }),
    after: posts({ at: datetime() }),
    plan: ['refused posts.at: changes from text to datetime; add a new field instead and copy the values over'],
  },
  { name: 'a text becomes longer', before: posts({ title: text({ max: 10 }) }), after: posts({ title: text({ max: 200 }) }), plan: [] },
  { name: 'a choice gets more choices', before: posts({ status: select(['a']) }), after: posts({ status: select(['a', 'b']) }), plan: [] },
  {
    name: 'a decimal gets more digits',
    before: posts({ price: decimal({ precision: 4, scale: 2 }) }),
    after: posts({ price: decimal({ precision: 10, scale: 2 }) }),
    plan: ['safe posts.price: let it hold 10 digits'],
  },
  {
    name: 'a decimal gets fewer digits',
    before: posts({ price: decimal({ precision: 10, scale: 2 }) }),
    after: posts({ price: decimal({ precision: 4, scale: 2 }) }),
    plan: ['refused posts.price: would hold fewer digits (4 in place of 10)'],
  },
  {
    name: 'a decimal gets other digits behind the point',
    before: posts({ price: decimal({ precision: 10, scale: 2 }) }),
    after: posts({ price: decimal({ precision: 10, scale: 4 }) }),
    plan: ['refused posts.price: changes its digits behind the point from 2 to 4; add a new field instead'],
  },
  {
    name: 'a relation leads elsewhere',
    before: { ...posts({ author: relation('users') }), ...users, teams: { fields: {} } },
    after: { ...posts({ author: relation('teams') }), ...users, teams: { fields: {} } },
    plan: ['refused posts.author: changes what it refers to (from "users" to "teams"); add a new field instead'],
  },
  {
    name: 'a relation to one becomes one to many',
    before: { ...posts({ author: relation('users') }), ...users },
    after: { ...posts({ author: relation('users', { many: true }) }), ...users },
    plan: [
      /^kept posts\.author/,
      /drop the index$/,
      'refused posts.author: changes from holding one value to referring to many; add a new field instead and copy the values over',
    ],
  },
  {
    name: 'a relation to many becomes one to one',
    before: { ...posts({ author: relation('users', { many: true }) }), ...users },
    after: { ...posts({ author: relation('users') }), ...users },
    plan: [
      'refused posts.author: changes from referring to many to holding one value; add a new field instead and copy the values over',
      /^kept posts\.author/,
    ],
  },
  {
    name: 'the kind of id changes',
    before: posts({}, { id: 'integer' }),
    after: posts({}),
    plan: ['refused posts.id: changes from integer to text; add a new field instead and copy the values over'],
  },
  {
    name: 'a required field becomes optional',
    before: posts({ title: text({ required: true }) }),
    seed: [row('posts', 'p', { title: "'x'" })],
    after: posts({ title: text() }),
    plan: ['safe posts.title: becomes optional'],
    answers: [[row('posts', 'q'), []]],
  },
  {
    name: 'an optional field that every record has becomes required',
    before: posts({ title: text() }),
    seed: [row('posts', 'p', { title: "'x'" })],
    after: posts({ title: text({ required: true }) }),
    plan: ['safe posts.title: becomes required'],
  },
  {
    name: 'an optional field that some records lack becomes required',
    before: posts({ title: text() }),
    seed: [row('posts', 'p'), row('posts', 'q')],
    after: posts({ title: text({ required: true }) }),
    plan: ['refused posts.title: becomes required, but 2 records have no value; fill them first, or give it a constant default'],
  },
  {
    name: 'an optional field that some records lack gets a default',
    before: posts({ title: text() }),
    seed: [row('posts', 'p'), row('posts', 'q', { title: "'x'" })],
    after: posts({ title: text({ default: 'none' }) }),
    plan: ['safe posts.title: becomes required; 1 record has no value and will have the default'],
    answers: [['select title from posts order by id', [{ title: 'none' }, { title: 'x' }]]],
  },
  {
    name: 'an index is added, and another one taken away',
    before: posts({ title: text({ index: true }), at: datetime() }),
    after: posts({ title: text(), at: datetime() }, { indexes: [['title', '-at']] }),
    plan: [
      'safe posts (posts__title__index): drop the index',
      'safe posts (posts__title__at_desc___index): make the index over "title", "at"',
    ],
  },
  {
    name: 'values become unique',
    before: posts({ title: text() }),
    seed: [row('posts', 'p', { title: "'x'" }), row('posts', 'q', { title: "'y'" }), row('posts', 'r'), row('posts', 's')],
    after: posts({ title: text({ unique: true }) }),
    plan: ['safe posts (posts__title__unique): make the unique index over "title"'],
  },
  {
    name: 'values that are there twice become unique',
    before: posts({ title: text() }),
    seed: [row('posts', 'p', { title: "'x'" }), row('posts', 'q', { title: "'x'" }), row('posts', 'r', { title: "'x'" })],
    after: posts({ heading: text({ unique: true, renamedFrom: 'title' }) }),
    plan: [
      /rename the column/,
      'refused posts (posts__heading__unique): 2 records have a value in "heading" that another one has too, and it is to be unique; change them first',
    ],
  },
  {
    name: 'a unique field with a default is added to records',
    before: posts({ title: text() }),
    seed: [row('posts', 'p'), row('posts', 'q')],
    after: posts({ title: text(), code: text({ unique: true, default: 'x' }) }),
    plan: [/^safe posts\.code/, /^refused posts \(posts__code__unique\): 1 record has a value/],
  },
  {
    name: 'values need no longer be unique',
    before: posts({ title: text({ unique: true }) }),
    after: posts({ title: text() }),
    plan: ['safe posts (posts__title__unique): drop the index'],
    answers: [
      [row('posts', 'p', { title: "'x'" }), []],
      [row('posts', 'q', { title: "'x'" }), []],
    ],
  },
  {
    name: 'a table of somebody else has the name of a collection',
    before: {},
    seed: ['create table posts (id integer)', 'insert into posts (id) values (7)'],
    after: posts({ title: text() }),
    plan: ['refused posts: there is a table "posts" that was not made from a declaration, and it is not touched; rename one of the two'],
  },
  {
    name: 'somebody else added a column with the name of a field',
    before: posts({ title: text() }),
    seed: ['alter table posts add column body text'],
    after: posts({ title: text(), body: text() }),
    plan: ['refused posts.body: the table "posts" already has a column "body" that was not made from a declaration'],
  },
  {
    name: 'tables and columns of somebody else are let be',
    before: posts({ title: text() }),
    seed: ['create table theirs (id integer)', 'alter table posts add column theirs text'],
    after: posts({ title: text() }),
    plan: [],
    answers: [['select count(*) as count from theirs', [{ count: 0 }]]],
  },
  {
    name: 'a removed field comes back',
    before: posts({ title: text() }),
    after: posts({ title: text({ required: true }), body: text() }),
    plan: [/^safe posts\.title/, /^safe posts\.body/],
  },
];

function matches(t: Test, printed: string, expected: Edit['plan']): void {
  const lines = printed === '' ? [] : printed.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  t.equal(lines.length, expected.length, printed);
  for (const [at, line] of expected.entries()) {
    if (typeof line === 'string') t.equal(lines[at], line);
    else t.match(lines[at], line);
  }
}

/** Everything that the platform and the database know of tables, to see that nothing has changed. */
async function shape(database: Database): Promise<string> {
  const actual = await database.dialect.schema.introspect(database);
  const tables = [...actual.values()].map(({ name, columns, indexes }) => [name, [...columns.values()], [...indexes].toSorted()]);
  return JSON.stringify([tables.toSorted(), await database.query({ sql: 'select * from plinth_tables order by name' }, [])]);
}

for (const [number, edit] of edits.entries()) {
  for (const { name, skip, open, remove } of testDatabases(`migrate_${number}`)) {
    t.test(`${name}: ${edit.name}`, { skip }, async (t) => {
      const database = await open();
      t.teardown(async () => {
        await database.close();
        await remove();
      });
      await applyMigration(database, compile(edit.before));
      for (const sql of edit.seed ?? []) await database.execute({ sql }, []);
      const after = compile(edit.after);
      const plan = await planMigration(database, after);
      matches(t, plan.print(), edit.plan);
      const before = await shape(database);
      if (plan.refused.length > 0) {
        await t.rejects(applyMigration(database, after), { code: 'conflict', plan: { refused: plan.refused } });
        t.equal(await shape(database), before, 'nothing has changed');
        t.equal((await migrationStatus(database, after)).behind, true);
        return;
      }
      t.equal(
        (await migrationStatus(database, after)).behind,
        plan.steps.some((step) => step.verdict === 'safe'),
      );
      await applyMigration(database, after);
      const again = await planMigration(database, after);
      t.same(
        again.steps.filter((step) => step.verdict !== 'kept'),
        [],
        'a second time there is nothing to do',
      );
      t.equal((await migrationStatus(database, after)).behind, false);
      for (const [sql, rows] of edit.answers ?? []) t.same(await database.query({ sql }, []), rows, sql);
    });
  }
}
