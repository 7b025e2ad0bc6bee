import { decimal, defineConfig, integer, json, number, relation, select, text } from 'plinth';
import { createTestApp } from 'plinth/testing';
import t, { type Test } from 'tap';
import { type DatabaseChoice, eachDatabase } from '../../each-database.ts';

t.setTimeout(300_000);

const open = { read: true, create: true, update: true, delete: true } as const;

const config = () =>
  defineConfig({
    durability: 'relaxed',
    collections: {
      things: {
        fields: {
          whole: integer({ min: -10, max: 100 }),
          exact: decimal({ precision: 6, scale: 2 }),
          real: number(),
          kinds: select(['a', 'b', 'c', 'd'], { many: true }),
          tags: relation('tags', { many: true }),
          data: json(),
          name: text(),
          fixed: integer({ access: { write: false } }),
          veiled: integer({ access: { read: false } }),
        },
        access: open,
      },
      tags: { fields: { name: text() }, access: open },
      counters: { fields: { count: integer({ default: 0 }), sum: decimal({ scale: 2, default: '0' }) }, access: open },
    },
  });

/** The value before, what is asked of it, and the value after. */
type Case = readonly [field: string, before: unknown, operation: object, after: unknown];

const cases: readonly Case[] = [
  ['whole', 5, { increment: 3 }, 8],
  ['whole', 5, { increment: -7 }, -2],
  ['whole', null, { increment: 3 }, 3],
  ['whole', 5, { increment: 0 }, 5],
  ['whole', 5, { multiply: 4 }, 20],
  ['whole', 5, { multiply: 0 }, 0],
  ['whole', null, { multiply: 4 }, null],
  ['whole', 5, { min: 3 }, 3],
  ['whole', 5, { min: 7 }, 5],
  ['whole', null, { min: 7 }, 7],
  ['whole', 5, { max: 7 }, 7],
  ['whole', 5, { max: 3 }, 5],
  ['whole', null, { max: -3 }, -3],
  ['real', 0.5, { increment: 0.25 }, 0.75],
  ['real', 0.5, { multiply: -0 }, 0],
  ['real', 1e300, { multiply: 1e-300 }, 1],
  ['real', null, { max: 2.5 }, 2.5],
  ['exact', '0.10', { increment: '0.2' }, '0.30'],
  ['exact', '-0.05', { increment: '0.05' }, '0.00'],
  ['exact', '9999.98', { increment: '0.01' }, '9999.99'],
  ['exact', '1.00', { increment: '-1.50' }, '-0.50'],
  ['exact', null, { increment: '2' }, '2.00'],
  ['exact', '1.10', { increment: '0' }, '1.10'],
  ['exact', '1.50', { multiply: '2.5' }, '3.75'],
  ['exact', '1.10', { multiply: '1.1' }, '1.21'],
  ['exact', '-0.50', { multiply: '0.5' }, '-0.25'],
  ['exact', null, { multiply: '3' }, null],
  ['exact', '2.00', { min: '10' }, '2.00'],
  ['exact', '2.00', { max: '10' }, '10.00'],
  ['exact', '-2.00', { min: '-10' }, '-10.00'],
  ['exact', null, { min: '1' }, '1.00'],
  ['kinds', ['a'], { add: ['b', 'a'] }, ['a', 'b']],
  ['kinds', null, { add: ['c'] }, ['c']],
  ['kinds', ['a', 'b', 'c'], { remove: ['b', 'd'] }, ['a', 'c']],
  ['kinds', ['a'], { remove: ['a'] }, []],
  ['kinds', null, { remove: ['a'] }, []],
  ['kinds', ['a', 'b', 'c'], { remove: ['a'], add: ['d'] }, ['b', 'c', 'd']],
  ['kinds', ['a'], { add: ['b'], remove: ['a', 'b'] }, []],
  ['kinds', ['a'], { add: [] }, ['a']],
  ['data', { a: 1, b: 2 }, { $merge: { b: 3, c: null } }, { a: 1, b: 3, c: null }],
  ['data', { a: { deep: 1, gone: 1 } }, { $merge: { a: { deep: 2 } } }, { a: { deep: 2 } }],
  ['data', null, { $merge: { a: 1 } }, { a: 1 }],
  ['data', [1], { $append: [2, [3]] }, [1, 2, [3]]],
  ['data', null, { $append: ['x'] }, ['x']],
  ['data', { a: 1 }, { $merge: { $append: [1] } }, { a: 1, $append: [1] }],
  ['data', { a: 1 }, { $merge: {}, b: 1 }, { $merge: {}, b: 1 }],
  ['data', { a: 1 }, {}, {}],
];

/** The value before, what is asked of it, and how it is refused: the code of the whole, or the path and code of the mistake. */
type Refusal = readonly [field: string, before: unknown, operation: unknown, path: string, code: string];

const refusals: readonly Refusal[] = [
  ['whole', 95, { increment: 6 }, 'whole', 'too_large'],
  ['whole', -5, { multiply: 3 }, 'whole', 'too_small'],
  ['whole', 5, { increment: 0.5 }, 'whole', 'invalid_type'],
  ['whole', 5, { max: 1000 }, 'whole', 'too_large'],
  ['whole', 5, { increment: '1' }, 'whole.increment', 'invalid_type'],
  ['whole', 5, { increment: null }, 'whole.increment', 'invalid_type'],
  ['whole', 5, { increment: 1, max: 9 }, 'whole', 'invalid_type'],
  ['whole', 5, { add: [1] }, 'whole', 'invalid_type'],
  ['whole', 5, { plus: 1 }, 'whole', 'invalid_type'],
  ['whole', 5, {}, 'whole', 'invalid_type'],
  ['real', 1e308, { multiply: 10 }, 'real', 'invalid_type'],
  ['exact', '9999.99', { increment: '0.01' }, 'exact', 'pattern_mismatch'],
  ['exact', '1.15', { multiply: '1.5' }, 'exact', 'pattern_mismatch'],
  ['exact', '1.00', { increment: '0.001' }, 'exact', 'pattern_mismatch'],
  ['exact', '1.00', { increment: 1 }, 'exact.increment', 'invalid_type'],
  ['exact', '1.00', { increment: '1e3' }, 'exact.increment', 'invalid_type'],
  ['kinds', ['a'], { add: ['nope'] }, 'kinds.1', 'not_a_choice'],
  ['kinds', ['a'], { add: 'b' }, 'kinds.add', 'invalid_type'],
  ['kinds', ['a'], { remove: null }, 'kinds.remove', 'invalid_type'],
  ['kinds', ['a'], { increment: 1 }, 'kinds', 'invalid_type'],
  ['data', [1], { $merge: { a: 1 } }, 'data.$merge', 'invalid_type'],
  ['data', 'text', { $merge: { a: 1 } }, 'data.$merge', 'invalid_type'],
  ['data', { a: 1 }, { $append: [1] }, 'data.$append', 'invalid_type'],
  ['data', { a: 1 }, { $merge: [1] }, 'data.$merge', 'invalid_type'],
  ['data', [1], { $append: 1 }, 'data.$append', 'invalid_type'],
  ['name', 'x', { increment: 1 }, 'name', 'invalid_type'],
];

type App = Awaited<ReturnType<typeof start>>;

async function start(t: Test, choice: DatabaseChoice) {
  // What is counted here survives no power loss: that is not the question, and 12,000 flushes to a disk take their time.
  const postgres = choice.postgres && `${choice.postgres}?options=-c%20synchronous_commit%3Doff`;
  const app = await createTestApp(config(), { ...choice, ...(postgres && { postgres }) });
  t.teardown(app.close);
  const ann = app.recordsAs({ id: '0190aaaa-0000-7000-8000-00000000000a' });
  const patch = (id: unknown, data: object) =>
    app.request(`/api/counters/${String(id)}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(data),
    });
  return { ...app, ann, patch };
}

eachDatabase(t, async (t, choice) => {
  t.setTimeout(150_000);
  const app = await start(t, choice);
  await t.test('what each operator comes to', (t) => outcomes(t, app));
  await t.test('what is refused', (t) => refused(t, app));
  await t.test('lists of relations', (t) => relations(t, app));
  await t.test('many at a time', { timeout: 120_000 }, (t) => parallel(t, app));
});

async function outcomes(t: Test, { ann, records }: App) {
  for (const [field, before, operation, after] of cases) {
    const name = `${field}: ${JSON.stringify(before)} ${JSON.stringify(operation)} is ${JSON.stringify(after)}`;
    const { id } = await records.create('things', { [field]: before });
    const answer = await ann.update('things', id as string, { data: { [field]: operation } });
    t.strictSame(answer[field], after, name);
    t.strictSame((await records.get('things', id as string))[field], after, `${name}, stored`);
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    t.equal(answer['version'], changed ? 2 : 1, `${name}: ${changed ? 'a new version' : 'nothing has changed'}`);
  }
  const { id } = await records.create('things', { whole: 1, exact: '1', name: 'x' });
  const mixed = await ann.update('things', id as string, { data: { whole: { increment: 1 }, exact: { increment: '1' }, name: 'y' } });
  t.match(mixed, { whole: 2, exact: '2.00', name: 'y', version: 2 }, 'several fields, and plain values, in one write');
}

async function refused(t: Test, { ann, records }: App) {
  for (const [field, before, operation, path, code] of refusals) {
    const name = `${field}: ${JSON.stringify(before)} ${JSON.stringify(operation)}`;
    const { id } = await records.create('things', { [field]: before });
    const stored = await records.get('things', id as string);
    const refusal = ann.update('things', id as string, { data: { [field]: operation } });
    await t.rejects(refusal, { code: 'validation_failed', details: { errors: [{ path, code }] } }, name);
    t.strictSame(await records.get('things', id as string), stored, `${name}, and nothing changes`);
  }
  const { id } = await records.create('things', { fixed: 1, veiled: 1 });
  await t.rejects(ann.update('things', id as string, { data: { fixed: { increment: 1 } } }), { code: 'unknown_field' });
  await t.rejects(
    ann.update('things', id as string, { data: { veiled: { max: 10 } } }),
    { code: 'forbidden' },
    'an operator would be a question about a value that one may not read',
  );
  await t.rejects(ann.create('things', { whole: { increment: 1 } }), { code: 'validation_failed' }, 'what is new has nothing to work on');
  t.match(await records.get('things', id as string, { fields: ['fixed', 'veiled'] }), { fixed: 1, veiled: 1 });
}

async function relations(t: Test, { ann, records }: App) {
  const tags: string[] = [];
  for (const name of ['a', 'b', 'c']) tags.push(String((await records.create('tags', { name }))['id']));
  const [a, b, c] = tags as [string, string, string];
  const { id } = await records.create('things', { tags: [a] });
  const work = async (operation: object) => (await ann.update('things', id as string, { data: { tags: operation } }))['tags'];
  t.strictSame(await work({ add: [b, a, c] }), [a, b, c]);
  t.strictSame(await work({ remove: [a] }), [b, c]);
  t.strictSame(await work({ add: [a], remove: [b] }), [c, a]);
  const nobody = '0190aaaa-0000-7000-8000-00000000ffff';
  t.strictSame(await work({ remove: [nobody] }), [c, a]);
  await t.rejects(work({ add: [nobody] }), { code: 'reference_violation' });
  await t.rejects(work({ add: ['x'] }), { code: 'validation_failed' });
  t.match(await records.get('things', id as string), { tags: [c, a], version: 4 });
  const { count } = await ann.updateMany('things', { tags: { some: { name: 'c' } } }, { whole: { increment: 2 }, tags: { add: [b] } });
  t.equal(count, 1);
  t.match(await records.get('things', id as string), { whole: 2, tags: [c, a, b], version: 5 });
}

/** Does a piece of work so many times, so many of them at once. */
async function inParallel(times: number, atOnce: number, work: () => Promise<unknown>): Promise<void> {
  let left = times;
  const worker = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function parallel(t: Test, { ann, records, patch }: App) {
  await t.test('10,000 increments at once are 10,000', { timeout: 100_000 }, async (t) => {
    const { id } = await records.create('counters', {});
    await inParallel(10_000, 4, () =>
      ann.update('counters', id as string, { data: { count: { increment: 1 }, sum: { increment: '0.01' } } }),
    );
    t.match(await records.get('counters', id as string), { count: 10_000, sum: '100.00', version: 10_001 });
  });

  await t.test('and 2,000 over HTTP', { timeout: 100_000 }, async (t) => {
    const { id } = await records.create('counters', {});
    const statuses = new Set<number>();
    await inParallel(2000, 20, async () => statuses.add((await patch(id, { count: { increment: 1 } })).status));
    t.strictSame([...statuses], [200]);
    t.match(await records.get('counters', id as string), { count: 2000, version: 2001 });
  });
}
