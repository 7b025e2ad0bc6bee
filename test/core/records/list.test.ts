import { createTestApp } from 'plinth/testing';
import t from 'tap';
import { eachDatabase } from '../../each-database.ts';
import { libraryConfig } from './library.ts';

const names = (items: readonly Record<string, unknown>[]) => items.map((row) => row['title'] ?? row['name']);

eachDatabase(t, async (t, choice) => {
  const { records, close } = await createTestApp(libraryConfig(), choice);
  t.teardown(close);
  const ann = await records.create('authors', { name: 'Ann', rank: 2 });
  const bob = await records.create('authors', { name: 'Bob', rank: null });
  const tags = await Promise.all(['red', 'green', 'blue'].map((label) => records.create('tags', { label })));
  const [red, green, blue] = tags.map((tag) => tag['id'] as string);
  const pages = [300, null, 100, 300, null, 200, 100, 5];
  const books: string[] = [];
  for (const [index, count] of pages.entries()) {
    const book = await records.create('books', {
      title: `Book ${index}`,
      pages: count,
      author: index === 7 ? null : index % 2 === 0 ? ann['id'] : bob['id'],
      tags: index % 3 === 0 ? [blue, red] : index % 3 === 1 ? [green] : [],
    });
    books.push(book['id'] as string);
  }

  const everyPage = async (sort: string | string[], limit: number) => {
    const found: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.list('books', { sort, limit, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...names(page.items));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return found;
  };

  for (const sort of [
    'pages',
    '-pages',
    'author.name',
    '-author.name',
    'author.rank',
    '-author.rank',
    ['-pages', 'title'],
    ['author.rank', '-pages'],
    'createdAt',
    '-id',
  ]) {
    await t.test(`pages by cursor are the whole list, once, in the order ${String(sort)}`, async (t) => {
      const whole = names((await records.list('books', { sort, limit: 100 })).items);
      t.equal(whole.length, 8);
      for (const limit of [1, 2, 3, 7, 8]) t.strictSame(await everyPage(sort, limit), whole, `${limit} at a time`);
    });
  }

  await t.test('nulls are lowest: first ascending, last descending', async (t) => {
    const up = (await records.list('books', { sort: 'pages' })).items.map((row) => row['pages']);
    t.strictSame(up, [null, null, 5, 100, 100, 200, 300, 300]);
    const down = (await records.list('books', { sort: '-pages' })).items.map((row) => row['pages']);
    t.strictSame(down, [300, 300, 200, 100, 100, 5, null, null]);
  });

  await t.test('a missing related record sorts as null', async (t) => {
    const first = (await records.list('books', { sort: ['author.name', 'title'] })).items[0];
    t.equal(first?.['title'], 'Book 7');
  });

  await t.test('a cursor neither repeats nor skips the rows that were there when others are added and taken away', async (t) => {
    const first = await records.list('books', { sort: ['-pages', 'title'], limit: 3 });
    const extra = await records.create('books', { title: 'Aaa', pages: 1000 });
    const second = await records.list('books', { sort: ['-pages', 'title'], limit: 3, cursor: first.next as string });
    await records.delete('books', extra['id'] as string);
    const third = await records.list('books', { sort: ['-pages', 'title'], limit: 3, cursor: second.next as string });
    t.strictSame(
      [...names(first.items), ...names(second.items), ...names(third.items)],
      ['Book 0', 'Book 3', 'Book 5', 'Book 2', 'Book 6', 'Book 7', 'Book 1', 'Book 4'],
    );
    t.equal(third.next, null);
  });

  await t.test('a cursor belongs to its list', async (t) => {
    const { next } = await records.list('books', { sort: 'pages', limit: 2 });
    const cursor = next as string;
    for (const [name, call] of Object.entries({
      'another order': () => records.list('books', { sort: '-pages', cursor }),
      'another filter': () => records.list('books', { sort: 'pages', where: { pages: 5 }, cursor }),
      'another collection': () => records.list('authors', { sort: 'rank', cursor }),
      'an edited one': () => records.list('books', { sort: 'pages', cursor: `${cursor.slice(0, -2)}AA` }),
      garbage: () => records.list('books', { sort: 'pages', cursor: 'x' }),
      'with a stray letter': () => records.list('books', { sort: 'pages', cursor: `${cursor}!` }),
    })) {
      await t.rejects(call(), { code: 'invalid_cursor' }, name);
    }
  });

  await t.test('offset, limit and count', async (t) => {
    const page = await records.list('books', { sort: 'title', offset: 6, limit: 5, count: 'exact' });
    t.strictSame(names(page.items), ['Book 6', 'Book 7']);
    t.equal(page.total, 8);
    t.equal((await records.list('books', { where: { pages: { gte: 200 } }, count: 'exact', limit: 1 })).total, 3);
    t.equal((await records.list('books', {})).total, undefined, 'no total unless it is asked for');
    await t.rejects(records.list('books', { limit: 501 }), { code: 'limit_too_large' });
    await t.rejects(records.list('books', { limit: 0 }), { code: 'invalid_parameter' });
    await t.rejects(records.list('books', { offset: 10_001 }), { code: 'invalid_parameter' });
    await t.rejects(records.list('books', { offset: 1, cursor: 'x' }), { code: 'invalid_parameter' });
  });

  await t.test('fields picks, and nothing else leaves', async (t) => {
    const { items } = await records.list('books', { fields: ['title', 'tags'], sort: 'title', limit: 1 });
    t.strictSame(items, [{ title: 'Book 0', tags: [blue, red] }]);
    await t.rejects(records.list('books', { fields: ['nope'] }), { code: 'unknown_field' });
    await t.rejects(records.list('books', { sort: 'author.nope' }), { code: 'unknown_field' });
    await t.rejects(records.list('books', { sort: 'extra' }), { code: 'invalid_parameter' });
    await t.rejects(records.list('books', { sort: 'tags.label' }), { code: 'invalid_parameter' });
  });

  await t.test('hidden fields and secrets leave only where the system asks for them by name', async (t) => {
    const book = await records.create('books', { title: 'Kept', key: 'open sesame', note: 'psst' });
    const id = book['id'] as string;
    const plain = await records.get('books', id);
    t.notOk('key' in plain || 'note' in plain);
    const asked = await records.get('books', id, { fields: ['key', 'note'] });
    t.strictSame(asked, { key: 'open sesame', note: 'psst' });
    await records.delete('books', id);
  });

  await t.test('expand puts related records in the place of ids, at every level', async (t) => {
    const { items } = await records.list('books', {
      sort: 'title',
      limit: 2,
      expand: ['author', 'tags'],
      fields: ['title', 'author', 'tags'],
    });
    t.match(items[0], { title: 'Book 0', author: { id: ann['id'], name: 'Ann' }, tags: [{ label: 'blue' }, { label: 'red' }] });
    const loan = await records.create('loans', { book: books[0], reader: 'Zoe' });
    const got = await records.get('loans', loan['id'] as string, { expand: ['book.author', 'book.tags.books'] });
    t.match(got, {
      reader: 'Zoe',
      book: {
        title: 'Book 0',
        author: { name: 'Ann' },
        tags: [{ label: 'blue', books: [{ title: 'Book 0' }, { title: 'Book 3' }, { title: 'Book 6' }] }, { label: 'red' }],
      },
    });
    await records.delete('loans', loan['id'] as string);
    t.equal((await records.get('books', books[7] as string, { expand: ['author'] }))['author'], null, 'nothing related is null');
    await t.rejects(records.list('books', { expand: ['title'] }), { code: 'invalid_parameter' });
    await t.rejects(records.list('books', { expand: ['nope'] }), { code: 'unknown_field' });
    await t.rejects(records.list('books', { expand: ['author.books.author.books.author'] }), { code: 'invalid_parameter' });
  });

  await t.test('a reverse is absent unless it is expanded, and takes where, sort and limit for each parent', async (t) => {
    const plain = await records.get('authors', ann['id'] as string);
    t.notOk('books' in plain);
    const { items } = await records.list('authors', {
      sort: 'name',
      fields: ['name'],
      expand: { books: { where: { pages: { ne: null } }, sort: ['-pages', 'title'], limit: 2, fields: ['title', 'pages'] } },
    });
    t.strictSame(items, [
      {
        name: 'Ann',
        books: [
          { title: 'Book 0', pages: 300 },
          { title: 'Book 2', pages: 100 },
        ],
      },
      {
        name: 'Bob',
        books: [
          { title: 'Book 3', pages: 300 },
          { title: 'Book 5', pages: 200 },
        ],
      },
    ]);
    await t.rejects(records.list('books', { expand: { author: { limit: 2 } } }), { code: 'invalid_parameter' });
    await t.rejects(records.list('authors', { expand: { books: { wher: {} } as never } }), { code: 'invalid_parameter' });
  });
});
