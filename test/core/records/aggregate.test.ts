import { createTestApp } from 'plinth/testing';
import t from 'tap';
import { eachDatabase } from '../../each-database.ts';
import { libraryConfig } from './library.ts';

eachDatabase(t, async (t, choice) => {
  const { records, close } = await createTestApp(libraryConfig(), choice);
  t.teardown(close);
  const rows = [
    { title: 'a', genre: 'novel', pages: 100, price: '1.10', weight: 1.5, soldAt: '2024-01-01T23:30:00.000Z', published: '2024-01-01' },
    { title: 'b', genre: 'novel', pages: 200, price: '2.25', weight: 2.5, soldAt: '2024-01-31T00:00:00.000Z', published: '2024-01-07' },
    { title: 'c', genre: 'poem', pages: null, price: '0.05', weight: null, soldAt: '2024-02-29T10:15:00.000Z', published: '2024-12-30' },
    { title: 'd', genre: null, pages: 5, price: null, weight: 3, soldAt: null, published: null },
  ];
  for (const row of rows) await records.create('books', row);

  await t.test('without anything asked it counts', async (t) => {
    t.strictSame(await records.aggregate('books'), [{ key: {}, count: 4 }]);
    t.strictSame(await records.aggregate('books', { where: { genre: 'essay' } }), [{ key: {}, count: 0 }]);
  });

  await t.test('sums, means, extremes and distinct values, decimals exactly', async (t) => {
    const [group] = await records.aggregate('books', {
      count: true,
      sum: ['pages', 'price', 'weight'],
      avg: ['pages', 'price'],
      min: ['pages', 'price', 'title', 'soldAt', 'published'],
      max: ['pages', 'price', 'title'],
      distinct: ['genre', 'pages'],
    });
    t.match(group, { key: {}, count: 4, sum: { pages: 305, price: '3.40', weight: 7 } });
    t.match(group?.min, { pages: 5, price: '0.05', title: 'a', soldAt: '2024-01-01T23:30:00.000Z', published: '2024-01-01' });
    t.match(group?.max, { pages: 200, price: '2.25', title: 'd' });
    t.strictSame(group?.distinct, { genre: 2, pages: 3 });
    t.ok(Math.abs((group?.avg?.['pages'] as number) - 305 / 3) < 1e-9);
    t.ok(Math.abs((group?.avg?.['price'] as number) - 3.4 / 3) < 1e-9);
  });

  await t.test('nothing to add up is null', async (t) => {
    t.match(await records.aggregate('books', { sum: ['pages'], max: ['price'], where: { genre: 'essay' } }), [
      { key: {}, sum: { pages: null }, max: { price: null } },
    ]);
  });

  await t.test('groups have one order: what was asked, then their keys, nulls lowest', async (t) => {
    t.strictSame(await records.aggregate('books', { groupBy: ['genre'], count: true }), [
      { key: { genre: null }, count: 1 },
      { key: { genre: 'novel' }, count: 2 },
      { key: { genre: 'poem' }, count: 1 },
    ]);
    t.strictSame(
      (await records.aggregate('books', { groupBy: ['genre'], sum: ['pages'], sort: '-sum.pages' })).map((group) => group.key['genre']),
      ['novel', null, 'poem'],
    );
    t.strictSame(
      (await records.aggregate('books', { groupBy: ['genre'], sort: ['-count', '-genre'], limit: 2 })).map((group) => group.key['genre']),
      ['novel', 'poem'],
    );
  });

  for (const [unit, keys] of Object.entries({
    year: [null, '2024'],
    month: [null, '2024-01', '2024-02'],
    week: [null, '2024-01-01', '2024-01-29', '2024-02-26'],
    day: [null, '2024-01-01', '2024-01-31', '2024-02-29'],
    hour: [null, '2024-01-01T23', '2024-01-31T00', '2024-02-29T10'],
  })) {
    await t.test(`datetimes are cut to the ${unit}, in UTC`, async (t) => {
      t.strictSame(
        (await records.aggregate('books', { groupBy: [`soldAt:${unit}`] })).map((group) => group.key[`soldAt:${unit}`]),
        keys,
      );
    });
  }

  await t.test('days are cut too', async (t) => {
    t.strictSame(
      (await records.aggregate('books', { groupBy: ['published:week'] })).map((group) => group.key['published:week']),
      [null, '2024-01-01', '2024-12-30'],
    );
    t.strictSame(
      (await records.aggregate('books', { groupBy: ['published:month'] })).map((group) => group.key['published:month']),
      [null, '2024-01', '2024-12'],
    );
  });

  for (const [name, query, code] of [
    ['an unknown field', { sum: ['nope'] }, 'unknown_field'],
    ['an unknown group', { groupBy: ['nope'] }, 'unknown_field'],
    ['a sum of texts', { sum: ['title'] }, 'invalid_parameter'],
    ['a unit of a number', { groupBy: ['pages:month'] }, 'invalid_parameter'],
    ['hours of a day', { groupBy: ['published:hour'] }, 'invalid_parameter'],
    ['an unknown unit', { groupBy: ['soldAt:decade'] }, 'invalid_parameter'],
    ['a group of JSON', { groupBy: ['extra'] }, 'invalid_parameter'],
    ['a group of links', { groupBy: ['tags'] }, 'invalid_parameter'],
    ['a sort of what is not asked', { groupBy: ['genre'], sort: 'sum.pages' }, 'invalid_parameter'],
  ] as const) {
    await t.test(`${name} is refused`, async (t) => {
      await t.rejects(records.aggregate('books', query as never), { code });
    });
  }

  await t.test('a sum that cannot be kept exactly is refused', async (t) => {
    const big = await records.create('books', { title: 'big', pages: 9_007_199_254_740_991 });
    await t.rejects(records.aggregate('books', { sum: ['pages'] }), { code: 'number_out_of_range' });
    await records.delete('books', big['id'] as string);
  });
});
