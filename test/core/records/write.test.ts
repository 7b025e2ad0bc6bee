import type { Records } from 'plinth';
import { createTestApp } from 'plinth/testing';
import t from 'tap';
import { eachDatabase } from '../../each-database.ts';
import { libraryConfig } from './library.ts';

const everyField = {
  title: 'Ünïcode 🦉 % _ \' "',
  isbn: '1',
  pages: 9_007_199_254_740_991,
  price: '12345678.90',
  weight: 0.1,
  inPrint: false,
  published: '2024-02-29',
  soldAt: '2024-02-29T23:59:59.999Z',
  extra: { a: [1, 2.5, null, 'x'], b: { c: true } },
  genre: 'poem',
  moods: ['odd', 'dark'],
  contact: 'ann@example.test',
  page: 'https://example.test/a?b=c',
  place: { lat: 52.5, lon: -13.25 },
};

eachDatabase(t, async (t, choice) => {
  const { records, clock, close } = await createTestApp(libraryConfig(), { ...choice, now: new Date('2024-01-02T03:04:05.678Z') });
  t.teardown(close);
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  await t.test('a record comes back as it was given, with its system fields', async (t) => {
    const made = await records.create('books', everyField);
    t.match(made['id'], uuid);
    const { id, ...rest } = made;
    const system = { createdAt: '2024-01-02T03:04:05.678Z', updatedAt: '2024-01-02T03:04:05.678Z', version: 1 };
    t.strictSame(rest, { ...system, ...everyField, author: null, tags: [] });
    t.strictSame(await records.get('books', id as string), made, 'what a write answers is what a read answers');
    await records.delete('books', id as string);
    await t.rejects(records.get('books', id as string), { code: 'not_found' });
  });

  await t.test('defaults fill in what is missing, and a field that has one is never null', async (t) => {
    const one = await records.create('books', { title: 'a' });
    t.equal(one['inPrint'], true);
    await t.rejects(records.create('books', { title: 'b', inPrint: null }), { code: 'validation_failed' });
  });

  const refused: readonly { name: string; data: Record<string, unknown>; code: string; path?: string; item?: string }[] = [
    { name: 'a missing required field', data: {}, code: 'validation_failed', path: 'title', item: 'required' },
    { name: 'null in a required field', data: { title: null }, code: 'validation_failed', path: 'title', item: 'required' },
    { name: 'a field that does not exist', data: { title: 'x', nope: 1 }, code: 'unknown_field' },
    { name: 'a system field', data: { title: 'x', version: 7 }, code: 'unknown_field' },
    { name: 'a reverse', data: { title: 'x', loans: [] }, code: 'unknown_field' },
    { name: 'a text for a number', data: { title: 'x', pages: '5' }, code: 'validation_failed', path: 'pages', item: 'invalid_type' },
    { name: 'half a page', data: { title: 'x', pages: 1.5 }, code: 'validation_failed', path: 'pages', item: 'invalid_type' },
    { name: 'too small a number', data: { title: 'x', pages: -1 }, code: 'validation_failed', path: 'pages', item: 'too_small' },
    { name: 'too long a text', data: { title: 'x'.repeat(201) }, code: 'validation_failed', path: 'title', item: 'too_long' },
    {
      name: 'a choice that is none',
      data: { title: 'x', genre: 'novella' },
      code: 'validation_failed',
      path: 'genre',
      item: 'not_a_choice',
    },
    { name: 'a day that never was', data: { title: 'x', published: '2023-02-29' }, code: 'validation_failed', path: 'published' },
    { name: 'too many digits', data: { title: 'x', price: '1.005' }, code: 'validation_failed', path: 'price' },
    { name: 'a number for a decimal', data: { title: 'x', price: 1.5 }, code: 'validation_failed', path: 'price', item: 'invalid_type' },
    { name: 'a place beyond the pole', data: { title: 'x', place: { lat: 91, lon: 0 } }, code: 'validation_failed', path: 'place.lat' },
    {
      name: 'an author that does not exist',
      data: { title: 'x', author: '00000000-0000-7000-8000-000000000000' },
      code: 'reference_violation',
      path: 'author',
    },
    { name: 'an author that is no id', data: { title: 'x', author: 'ann' }, code: 'validation_failed', path: 'author' },
    {
      name: 'a tag that does not exist',
      data: { title: 'x', tags: ['00000000-0000-7000-8000-000000000000'] },
      code: 'reference_violation',
      path: 'tags',
    },
  ];
  for (const { name, data, code, path, item } of refused) {
    await t.test(`${name} is refused and changes nothing`, async (t) => {
      const before = (await records.list('books', { count: 'exact', limit: 1 })).total;
      const error = await records.create('books', data).then(
        () => t.fail('was accepted'),
        (thrown: { code: string; details: { errors?: { path: string; code: string }[] } }) => thrown,
      );
      t.equal((error as { code: string }).code, code);
      if (path !== undefined) t.match((error as { details: { errors: { path: string }[] } }).details.errors[0]?.path, path);
      if (item !== undefined) t.match((error as { details: { errors: { code: string }[] } }).details.errors[0]?.code, item);
      t.equal((await records.list('books', { count: 'exact', limit: 1 })).total, before);
    });
  }

  await t.test('all mistakes in a body are told at once', async (t) => {
    await t.rejects(records.create('books', { title: 'x', pages: 'x', genre: 3 } as never), {
      details: { errors: [{ path: 'pages' }, { path: 'genre' }] },
    } as unknown as Error);
  });

  await t.test('an update raises the version, and one that changes nothing changes nothing', async (t) => {
    const made = await records.create('books', { title: 'v', extra: { a: 1, b: 2 }, moods: ['dark'] });
    const id = made['id'] as string;
    clock.advance(1000);
    const same = await records.update('books', id, { data: { title: 'v', extra: { b: 2, a: 1 }, moods: ['dark'] } });
    t.strictSame(same, made);
    const changed = await records.update('books', id, { data: { title: 'w' } });
    t.match(changed, { title: 'w', version: 2, createdAt: made['createdAt'], updatedAt: '2024-01-02T03:04:06.678Z' });
    await t.rejects(records.update('books', id, { data: { title: 'z' }, version: 1 }), {
      code: 'precondition_failed',
      details: { data: { version: 2 } },
    });
    await t.rejects(records.update('books', id, { data: { title: 'z' }, where: { title: 'v' } }), { code: 'not_found' });
    t.equal((await records.update('books', id, { data: { title: 'z' }, version: 2, where: { title: 'w' } }))['version'], 3);
    await t.rejects(records.update('books', id, { data: { id: 'x' } }), { code: 'unknown_field' });
    await t.rejects(records.update('books', id, { data: { title: null } }), { code: 'validation_failed' });
  });

  await t.test('a unique value is taken once, and the field is named', async (t) => {
    await records.create('tags', { label: 'once' });
    await t.rejects(records.create('tags', { label: 'once' }), { code: 'unique_violation', details: { errors: [{ path: 'label' }] } });
    const other = await records.create('tags', { label: 'twice' });
    await t.rejects(records.update('tags', other['id'] as string, { data: { label: 'once' } }), { code: 'unique_violation' });
    await records.create('books', { title: 'n1', isbn: null });
    await records.create('books', { title: 'n2', isbn: null });
  });

  await t.test('links of a to-many relation keep their order and are replaced whole', async (t) => {
    const [a, b, c] = (await Promise.all(['l1', 'l2', 'l3'].map((label) => records.create('tags', { label })))).map(
      (tag) => tag['id'] as string,
    );
    const book = await records.create('books', { title: 'linked', tags: [c, a] });
    t.strictSame(book['tags'], [c, a]);
    const id = book['id'] as string;
    t.strictSame((await records.update('books', id, { data: { tags: [b, c, a] } }))['tags'], [b, c, a]);
    t.strictSame((await records.get('books', id))['tags'], [b, c, a]);
    await t.rejects(records.update('books', id, { data: { tags: [a, a] } }), { code: 'validation_failed' });
    t.strictSame((await records.update('books', id, { data: { tags: [] } }))['tags'], []);
  });

  await t.test('deleting does to the holders what their relation says, and every holder gets its version', async (t) => {
    const author = await records.create('authors', { name: 'Cascade' });
    const pupil = await records.create('authors', { name: 'Pupil', mentor: author['id'] });
    const tag = await records.create('tags', { label: 'going' });
    const stay = await records.create('tags', { label: 'staying' });
    const book = await records.create('books', { title: 'goes with its author', author: author['id'], tags: [tag['id'], stay['id']] });
    const other = await records.create('books', { title: 'loses a tag', tags: [tag['id'], stay['id']] });
    const shelf = await records.create('shelves', { name: 's', favourite: book['id'] });
    await records.delete('tags', tag['id'] as string);
    t.match(await records.get('books', other['id'] as string), { tags: [stay['id']], version: 2 });
    await records.delete('authors', author['id'] as string);
    await t.rejects(records.get('books', book['id'] as string), { code: 'not_found' }, 'cascade');
    t.match(await records.get('authors', pupil['id'] as string), { mentor: null, version: 2 }, 'set to null, within the same collection');
    t.match(await records.get('shelves', shelf['id'] as number), { favourite: null, version: 2 }, 'set to null below a cascade');
  });

  await t.test('a record that a required relation still refers to stays', async (t) => {
    const author = await records.create('authors', { name: 'Held' });
    const book = await records.create('books', { title: 'lent', author: author['id'] });
    const loan = await records.create('loans', { book: book['id'] });
    await t.rejects(records.delete('books', book['id'] as string), { code: 'reference_violation' });
    await t.rejects(records.delete('authors', author['id'] as string), { code: 'reference_violation' }, 'through a cascade');
    t.ok(await records.get('books', book['id'] as string));
    await records.delete('loans', loan['id'] as string);
    await records.delete('authors', author['id'] as string);
  });

  await t.test('a circle of cascades ends', async (t) => {
    const a = await records.create('authors', { name: 'a' });
    const b = await records.create('authors', { name: 'b', mentor: a['id'] });
    await records.update('authors', a['id'] as string, { data: { mentor: b['id'] } });
    await records.delete('authors', a['id'] as string);
    t.equal((await records.get('authors', b['id'] as string))['mentor'], null);
  });

  await t.test('ids of each kind', async (t) => {
    const shelf = await records.create('shelves', { name: 'numbered' });
    t.type(shelf['id'], 'number');
    const next = await records.create('shelves', { name: 'next' });
    t.equal(next['id'], (shelf['id'] as number) + 1);
    const setting = await records.create('settings', { id: 'theme.dark', value: { on: true } });
    t.equal(setting['id'], 'theme.dark');
    await t.rejects(records.create('settings', { value: 1 }), { code: 'validation_failed' });
    for (const id of ['', 'a/b', 'aggregate', '../x', 'ü'])
      await t.rejects(records.create('settings', { id, value: 1 }), { code: 'validation_failed' }, id);
    for (const id of ['x', '1.5', '9007199254740993', '__proto__']) await t.rejects(records.get('shelves', id), { code: 'not_found' }, id);
  });

  await t.test('a UUID is the same in large letters, wherever it is written', async (t) => {
    const author = await records.create('authors', { name: 'Large' });
    const large = (author['id'] as string).toUpperCase();
    t.equal((await records.get('authors', large))['name'], 'Large');
    t.equal((await records.list('authors', { where: { id: large } })).items.length, 1);
    const book = await records.create('books', { title: 'large', author: large });
    t.equal(book['author'], author['id']);
    t.equal((await records.list('books', { where: { author: large } })).items.length, 1);
    t.equal((await records.list('books', { where: { author: { in: [large] } } })).items.length, 1);
    t.equal((await records.list('books', { where: { author: 'no id at all' } })).items.length, 0);
  });

  await t.test('put creates with the given id, and replaces what is there', async (t) => {
    const id = '0190a0a0-0000-7000-8000-000000000001';
    const made = await records.put('books', id, { title: 'put', pages: 3 });
    t.match(made, { created: true, row: { id, version: 1, title: 'put', pages: 3 } });
    const replaced = await records.put('books', id, { title: 'put again' });
    t.match(replaced, { created: false, row: { id, version: 2, title: 'put again', pages: null, inPrint: true } });
    await t.rejects(records.put('books', id, { pages: 1 }), { code: 'validation_failed' });
    await t.rejects(records.put('books', id, { title: 'x' }, { version: 1 }), { code: 'precondition_failed' });
    await t.rejects(records.put('books', 'no-uuid', { title: 'x' }), { code: 'not_found' });
  });

  await t.test('many records are changed and deleted by where', async (t) => {
    for (const reader of ['m1', 'm2', 'm3']) await records.create('authors', { name: reader, rank: 77 });
    t.strictSame(await records.updateMany('authors', { rank: 77 }, { rank: 78 }), { count: 3 });
    t.strictSame(await records.deleteMany('authors', { rank: 78, name: { ne: 'm3' } }), { count: 2 });
    t.equal((await records.list('authors', { where: { rank: 78 } })).items.length, 1);
  });

  await t.test('a transaction is whole or nothing, and a part of it can fail alone', async (t) => {
    const count = async () => (await records.list('tags', { count: 'exact', limit: 1 })).total;
    const before = await count();
    await t.rejects(
      records.transaction(async (inside: Records) => {
        await inside.create('tags', { label: 'tx1' });
        throw new Error('no');
      }),
      { message: 'no' },
    );
    t.equal(await count(), before);
    await records.transaction(async (inside: Records) => {
      await inside.create('tags', { label: 'tx2' });
      await t.rejects(inside.create('tags', { label: 'tx2' }), { code: 'unique_violation' });
      await inside.create('tags', { label: 'tx3' });
    });
    t.equal(await count(), (before as number) + 2);
  });

  await t.test('50 parallel updates of one record all count', async (t) => {
    const author = await records.create('authors', { name: 'busy', rank: 0 });
    const id = author['id'] as string;
    await Promise.all(Array.from({ length: 50 }, (_, index) => records.update('authors', id, { data: { rank: index + 1 } })));
    t.equal((await records.get('authors', id))['version'], 51);
  });
});
