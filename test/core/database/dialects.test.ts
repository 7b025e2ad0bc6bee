import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, sql } from 'kysely';
import t from 'tap';
import type { Database } from '../../../core/database/database.ts';
import type { ColumnFacts, DateUnit, Fragment } from '../../../core/database/dialect.ts';
import { fromScaledInteger, toScaledInteger } from '../../../core/database/scaled-decimal.ts';
import { testDatabases } from './databases.ts';

const storages: { name: string; column: ColumnFacts; values: readonly unknown[] }[] = [
  { name: 'text', column: { storage: 'text' }, values: ['', 'Ann', 'O\'Brien "%_\\', 'é', '😀', '\uffff'] },
  { name: 'integer', column: { storage: 'integer' }, values: [0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER] },
  { name: 'real', column: { storage: 'real' }, values: [0.1, 5, -1e300, 5e-324, 0.30000000000000004] },
  {
    name: 'decimal',
    column: { storage: 'decimal', precision: 18, scale: 4 },
    values: ['0.0000', '-0.0500', '12.3000', '99999999999999.9999', '-99999999999999.9999'],
  },
  { name: 'whole', column: { storage: 'decimal', precision: 18, scale: 0 }, values: ['0', '-7', '999999999999999999'] },
  { name: 'boolean', column: { storage: 'boolean' }, values: [true, false] },
  { name: 'date', column: { storage: 'date' }, values: ['2024-02-29', '0001-01-01', '9999-12-31'] },
  {
    name: 'datetime',
    column: { storage: 'datetime' },
    values: [
      '2024-02-29T23:59:59.999Z',
      '1969-12-31T23:59:59.001Z',
      '2024-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.120Z',
      '0001-01-01T00:00:00.000Z',
    ],
  },
  { name: 'json', column: { storage: 'json' }, values: [{ a: [1, { b: null }] }, [1, 'two', false], 'text', 4.5, true, []] },
  { name: 'texts', column: { storage: 'texts' }, values: [[], ['a'], ['a,b', '{}', '"', '\\', 'é', 'NULL', '']] },
];

function runner(database: Database) {
  const writer = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
      createQueryCompiler: () => database.dialect.createQueryCompiler(),
    },
  });
  return async (fragment: Fragment) => {
    const compiled = fragment.compile(writer);
    return database.query(compiled, compiled.parameters);
  };
}

for (const { name, skip, open, remove } of testDatabases('dialects')) {
  t.test(name, { skip }, async (t) => {
    const database = await open();
    const { dialect } = database;
    const run = runner(database);
    t.teardown(async () => {
      await database.close();
      await remove();
    });
    const column = (at: number) => sql.ref(`v.${storages[at]?.name}`);
    const definitions = storages.map((one) => `"${one.name}" ${dialect.columnType(one.column)}`).join(', ');
    await database.execute({ sql: `create table v (number integer, ${definitions})${dialect.schema.tableOptions('records')}` }, []);

    const text: ColumnFacts = { storage: 'text' };
    const parameter = (facts: ColumnFacts, value: unknown) => dialect.parameter(facts, sql.val(dialect.encode(facts)?.(value) ?? value));
    /** The answer of an expression over a table of one value, as 0/1/true/false or a value. */
    const ask = async (make: (subject: Fragment) => Fragment, facts: ColumnFacts, value: unknown): Promise<unknown> => {
      const subject = sql`x`;
      const given = value === null ? sql`cast(null as text)` : parameter(facts, value);
      const [row] = await run(sql`select ${make(subject)} as answer from (select ${given} as x) as q`);
      const answer = row?.['answer'];
      return answer === 1 ? true : answer === 0 ? false : answer;
    };

    for (const [at, { name: storage, column: facts, values }] of storages.entries()) {
      t.test(`${storage} comes back as it went in, and is found by its value and in a list`, async (t) => {
        for (const value of values) {
          await run(sql`delete from v`);
          await run(sql`insert into v (number, ${sql.ref(storage)}) values (1, ${parameter(facts, value)})`);
          const [row] = await run(sql`select ${dialect.read(facts, column(at))} as value from v`);
          const decoded = dialect.decode(facts)?.(row?.['value']) ?? row?.['value'];
          t.same(decoded, value);
          t.equal(typeof decoded, typeof value);
          if (facts.storage === 'json' || facts.storage === 'texts') continue;
          t.equal(
            (await run(sql`select 1 from v where ${column(at)} = ${parameter(facts, value)}`)).length,
            1,
            `${String(value)} is found`,
          );
          const list = sql.val(dialect.encodeList(facts)(values));
          t.equal(
            (await run(sql`select 1 from v where ${dialect.inList(facts, column(at), list)}`)).length,
            1,
            `${String(value)} is in the list`,
          );
          const empty = sql.val(dialect.encodeList(facts)([]));
          t.equal(
            (await run(sql`select 1 from v where ${dialect.inList(facts, column(at), empty)}`)).length,
            0,
            'nothing is in an empty list',
          );
        }
      });

      t.test(`${storage} given as a literal is the same as when bound`, async (t) => {
        for (const value of values) {
          await run(sql`delete from v`);
          await database.execute({ sql: `insert into v (number, "${storage}") values (1, ${dialect.schema.literal(facts, value)})` }, []);
          const [row] = await run(sql`select ${dialect.read(facts, column(at))} as value from v`);
          t.same(dialect.decode(facts)?.(row?.['value']) ?? row?.['value'], value);
        }
      });
    }

    t.test('parts of texts are found letter by letter, without patterns', async (t) => {
      const cases: [keyof Pick<typeof dialect, 'contains' | 'startsWith' | 'endsWith'>, string, string, boolean][] = [
        ['contains', 'a%b_c', '%', true],
        ['contains', 'abc', '%', false],
        ['contains', 'abc', 'B', false],
        ['contains', 'abc', '', true],
        ['contains', '', 'a', false],
        ['startsWith', 'école', 'é', true],
        ['startsWith', 'école', 'É', false],
        ['startsWith', 'ab', 'abc', false],
        ['startsWith', 'ab', '', true],
        ['endsWith', 'go 😀', '😀', true],
        ['endsWith', 'ab', 'cab', false],
        ['endsWith', 'ab', '', true],
        ['endsWith', '', '', true],
        ['endsWith', 'b', 'ab', false],
        ['endsWith', 'xaxa', 'xa', true],
      ];
      for (const [operator, whole, part, expected] of cases) {
        t.equal(await ask((x) => dialect[operator](x, parameter(text, part)), text, whole), expected, `"${whole}" ${operator} "${part}"`);
      }
    });

    t.test('a list of texts has its values and no parts of them', async (t) => {
      const texts: ColumnFacts = { storage: 'texts' };
      for (const [value, expected] of [
        ['a', true],
        ['b,c', true],
        ['b', false],
        ['', false],
      ] as const) {
        t.equal(await ask((x) => dialect.has(x, parameter(text, value)), texts, ['a', 'b,c']), expected, `has "${value}"`);
      }
    });

    t.test('sameness counts null as a value', async (t) => {
      t.equal(await ask((x) => dialect.same(x, parameter(text, 'a')), text, 'a'), true);
      t.equal(await ask((x) => dialect.same(x, parameter(text, 'b')), text, 'a'), false);
      t.equal(await ask((x) => dialect.same(x, parameter(text, 'b')), text, null), false);
      t.equal(await ask((x) => dialect.same(x, sql`cast(null as text)`), text, null), true);
    });

    t.test('texts are ordered by code point, nulls lowest', async (t) => {
      await run(sql`delete from v`);
      const values = [null, '😀', 'z', 'Z', 'é', '\uffff', 'a', ''];
      for (const value of values) await run(sql`insert into v (text) values (${value === null ? sql`null` : parameter(text, value)})`);
      const sorted = [null, '', 'Z', 'a', 'z', 'é', '\uffff', '😀'];
      const read = async (descending: boolean) =>
        (await run(sql`select text from v order by ${dialect.order(sql.ref('v.text'), descending, true)}`)).map((row) => row['text']);
      t.same(await read(false), sorted);
      t.same(await read(true), sorted.toReversed());
    });

    t.test('moments are cut to their unit', async (t) => {
      const cases: [ColumnFacts['storage'], string, DateUnit, string][] = [
        ['datetime', '2024-03-05T13:59:59.999Z', 'year', '2024'],
        ['datetime', '2024-03-05T13:59:59.999Z', 'month', '2024-03'],
        ['datetime', '2024-03-05T13:59:59.999Z', 'week', '2024-03-04'],
        ['datetime', '2024-03-04T00:00:00.000Z', 'week', '2024-03-04'],
        ['datetime', '2024-03-03T23:59:59.999Z', 'week', '2024-02-26'],
        ['datetime', '2024-01-01T00:00:00.000Z', 'week', '2024-01-01'],
        ['datetime', '2023-01-01T00:00:00.000Z', 'week', '2022-12-26'],
        ['datetime', '2024-03-05T13:59:59.999Z', 'day', '2024-03-05'],
        ['datetime', '2024-03-05T13:59:59.999Z', 'hour', '2024-03-05T13'],
        ['date', '2024-03-05', 'month', '2024-03'],
        ['date', '2024-03-10', 'week', '2024-03-04'],
        ['date', '2024-03-05', 'hour', '2024-03-05T00'],
      ];
      for (const [storage, value, unit, expected] of cases) {
        t.equal(await ask((x) => dialect.truncate({ storage }, x, unit), { storage }, value), expected, `${value} to its ${unit}`);
      }
    });

    t.test('the mean of decimals has their scale', async (t) => {
      await run(sql`delete from v`);
      const facts: ColumnFacts = { storage: 'decimal', precision: 18, scale: 4 };
      for (const value of ['1.5', '2.2500']) await run(sql`insert into v (decimal) values (${parameter(facts, value)})`);
      t.same(await run(sql`select ${dialect.average(facts, sql.ref('v.decimal'))} as mean from v`), [{ mean: 1.875 }]);
    });
  });
}

t.test('scaled integers keep every digit', async (t) => {
  for (const [text, scale, digits] of [
    ['0', 2, 0n],
    ['-0.05', 2, -5n],
    ['12.5', 2, 1250n],
    ['7', 0, 7n],
  ] as const) {
    t.equal(toScaledInteger(text, scale), digits);
  }
  t.equal(fromScaledInteger('-5', 2), '-0.05');
  t.equal(fromScaledInteger('1250', 2), '12.50');
  t.equal(fromScaledInteger('7', 0), '7');
  for (const wrong of ['1.234', '', '1e3', 'NaN', '.5', '1.'])
    t.throws(() => toScaledInteger(wrong, 2), { code: 'number_out_of_range' }, wrong);
});
