import { createTestApp, type TestApp } from 'plinth/testing';
import t from 'tap';
import { eachDatabase } from '../../each-database.ts';
import { archiveConfig, seen } from './archive.ts';

type App = TestApp<ReturnType<typeof archiveConfig>>;

const day = 86_400_000;
const note = (row: Record<string, unknown>) => row['id'] as string;

eachDatabase(t, async (t, choice) => {
  const start = async (t: { teardown(run: () => unknown): void }): Promise<App> => {
    const app = await createTestApp(archiveConfig(), { ...choice, now: new Date('2026-01-01T00:00:00.000Z') });
    t.teardown(() => app.close());
    return app;
  };
  const names = async ({ records }: App, collection: string, trash?: 'only') =>
    (await records.list(collection, { sort: 'name', limit: 100, ...(trash && { trash }) })).items.map((row) => row['name']);

  await t.test('a delete brings what hangs on it to the trash, and a restore brings back that and no more', async (t) => {
    const app = await start(t);
    const { records, clock } = app;
    const ann = await records.create('people', { name: 'Ann' });
    const ida = await records.create('people', { name: 'Ida', chief: note(ann) });
    const post = await records.create('posts', { name: 'p', author: note(ann), editor: note(ida) });
    for (const name of ['c1', 'c2', 'c3']) await records.create('comments', { name, post: note(post), by: note(ida) });
    const early = (await records.list('comments', { where: { name: 'c1' } })).items[0] as Record<string, unknown>;
    await records.delete('comments', note(early));
    clock.advance(1000);
    seen.splice(0);
    await records.delete('people', note(ann));
    t.strictSame(seen, ['delete people Ann', 'delete posts p', 'delete comments c2', 'delete comments c3'], 'each of them tells its hooks');
    t.strictSame([await names(app, 'people'), await names(app, 'posts'), await names(app, 'comments')], [['Ida'], [], []]);
    t.match(await records.get('people', note(ida)), { chief: note(ann), version: 1 }, 'what does not hang on it is not touched');
    await t.rejects(records.restore('posts', note(post)), { code: 'reference_violation', message: /belongs to is in the trash/ });
    seen.splice(0);
    clock.advance(1000);
    const back = await records.restore('people', note(ann));
    t.match(back, { name: 'Ann', version: 2, createdAt: ann['createdAt'], updatedAt: '2026-01-01T00:00:02.000Z' });
    t.notOk('deletedAt' in back);
    t.strictSame(seen, ['update people Ann', 'update posts p', 'update comments c2', 'update comments c3']);
    t.strictSame(
      [await names(app, 'posts'), await names(app, 'comments'), await names(app, 'comments', 'only')],
      [['p'], ['c2', 'c3'], ['c1']],
    );
    t.match(await records.restore('comments', note(early)), { name: 'c1', version: 2 });
    const revisions = (await records.history('posts', note(post))).items;
    t.strictSame(
      revisions.map(({ action, version }) => `${action} ${version}`),
      ['create 2', 'delete 1', 'create 1'],
      'to those who read the change log it is there again',
    );
  });

  await t.test('a hook may change what comes back, and refuse it', async (t) => {
    const { records } = await start(t);
    const tag = await records.create('tags', { name: 'red' });
    await records.delete('tags', note(tag));
    t.match(await records.restore('tags', note(tag)), { note: 'came back', version: 2 });
    t.match(await records.get('tags', note(tag)), { note: 'came back' });
  });

  await t.test('a value that was taken meanwhile is a conflict, and nothing comes back', async (t) => {
    const app = await start(t);
    const { records } = app;
    const ann = await records.create('people', { name: 'Ann' });
    const post = await records.create('posts', { name: 'p', slug: 'one', author: note(ann) });
    const other = await records.create('people', { name: 'Bob' });
    await records.delete('people', note(ann));
    const again = await records.create('people', { name: 'Ann' });
    await t.rejects(records.create('people', { name: 'Ann' }), { code: 'unique_violation' }, 'of those that are there a value is unique');
    await t.rejects(records.restore('people', note(ann)), { code: 'unique_violation', details: { errors: [{ path: 'name' }] } });
    await records.delete('people', note(again));
    const thief = await records.create('posts', { name: 'thief', slug: 'one', author: note(other) });
    await t.rejects(records.restore('people', note(ann)), { code: 'unique_violation' });
    t.strictSame(await names(app, 'people'), ['Bob'], 'it comes back whole or not at all');
    await records.delete('posts', note(thief));
    await records.restore('people', note(ann));
    t.match(await records.get('posts', note(post)), { slug: 'one' });
    await t.rejects(records.restore('posts', note(thief)), { code: 'unique_violation' });
  });

  await t.test('of several that were deleted together each comes back by itself', async (t) => {
    const app = await start(t);
    const { records } = app;
    const ann = await records.create('people', { name: 'Ann' });
    const posts = await Promise.all(['p1', 'p2'].map((name) => records.create('posts', { name, author: note(ann) })));
    for (const post of posts) await records.create('comments', { name: `on ${String(post['name'])}`, post: note(post) });
    t.strictSame(await records.deleteMany('posts', {}), { count: 2 });
    await records.restore('posts', note(posts[1] as object as Record<string, unknown>));
    t.strictSame([await names(app, 'posts'), await names(app, 'comments')], [['p2'], ['on p2']]);
  });

  await t.test('what hangs on two things in the trash comes back with the last of them', async (t) => {
    const app = await start(t);
    const { records } = app;
    const ann = await records.create('people', { name: 'Ann' });
    const bob = await records.create('people', { name: 'Bob' });
    const post = await records.create('posts', { name: 'p', author: note(ann) });
    await records.create('comments', { name: 'by bob', post: note(post), by: note(bob) });
    await records.create('comments', { name: 'by ann', post: note(post), by: note(ann) });
    await records.delete('posts', note(post));
    await records.delete('people', note(bob));
    await records.restore('posts', note(post));
    t.strictSame(await names(app, 'comments'), ['by ann']);
    await records.restore('people', note(bob));
    t.strictSame(await names(app, 'comments'), ['by ann', 'by bob']);
  });

  await t.test('only what is there holds a record back', async (t) => {
    const { records } = await start(t);
    const ann = await records.create('people', { name: 'Ann' });
    const post = await records.create('posts', { name: 'p', author: note(ann) });
    const invoice = await records.create('invoices', { name: 'i', post: note(post) });
    await t.rejects(records.delete('posts', note(post)), { code: 'reference_violation' });
    await t.rejects(records.delete('people', note(ann)), { code: 'reference_violation' }, 'through a cascade');
    await records.delete('invoices', note(invoice));
    const series = await records.create('series', { name: 's' });
    await records.update('posts', note(post), { data: { series: note(series) } });
    await t.rejects(records.delete('series', note(series)), { code: 'reference_violation' });
    await records.delete('posts', note(post));
    await records.delete('series', note(series));
    await t.rejects(records.restore('posts', note(post)), { code: 'not_found' }, 'it cannot be without its series, so it went with it');
  });

  await t.test('a record in the trash holds nothing back, and does not come back without what it needs', async (t) => {
    const app = await start(t);
    const { records } = app;
    const ann = await records.create('people', { name: 'Ann' });
    const sue = await records.create('people', { name: 'Sue' });
    const post = await records.create('posts', { name: 'p', author: note(ann), sponsor: note(sue) });
    await t.rejects(records.delete('people', note(sue)), { code: 'reference_violation' });
    await records.delete('posts', note(post));
    await records.delete('people', note(sue));
    await t.rejects(records.restore('posts', note(post)), { code: 'reference_violation' });
    await records.restore('people', note(sue));
    await records.restore('posts', note(post));
    await records.delete('people', note(ann));
    await records.delete('people', note(sue));
    await records.restore('people', note(ann));
    t.strictSame(await names(app, 'posts'), [], 'it waits for its sponsor');
    await records.restore('people', note(sue));
    t.strictSame(await names(app, 'posts'), ['p']);
  });

  await t.test('nobody but the platform says what is in the trash', async (t) => {
    const { records } = await start(t);
    const tag = await records.create('tags', { name: 'red' });
    for (const field of ['deletedAt', 'deletedWith']) {
      await t.rejects(records.update('tags', note(tag), { data: { [field]: null } }), { code: 'unknown_field' });
      await t.rejects(records.create('tags', { name: 'x', [field]: '2026-01-01T00:00:00.000Z' }), { code: 'unknown_field' });
      await t.rejects(records.update('tags', note(tag), { data: { note: `set ${field}` } }), { code: 'unknown_field' }, 'nor does a hook');
    }
  });

  await t.test('what a record in the trash holds may go', async (t) => {
    const { records } = await start(t);
    const ann = await records.create('people', { name: 'Ann' });
    const label = await records.create('labels', { name: 'l' });
    const post = await records.create('posts', { name: 'p', author: note(ann), label: note(label) });
    const shelf = await records.create('shelves', { name: 's', picks: [note(post)] });
    await records.delete('posts', note(post));
    seen.splice(0);
    await records.delete('labels', note(label));
    await records.delete('shelves', note(shelf));
    t.strictSame(seen, ['delete labels l', 'delete shelves s']);
    t.match(await records.restore('posts', note(post)), { label: null, version: 2 });
  });

  await t.test('a plugin’s records without a trash go for good with what they hang on', async (t) => {
    const app = await start(t);
    const { records } = app;
    const ann = await records.create('people', { name: 'Ann' });
    await records.create('_loans', { person: note(ann) });
    await records.delete('people', note(ann));
    await records.restore('people', note(ann));
    t.strictSame((await records.list('_loans')).items, []);
  });

  await t.test('the trash is purged in time, and what refers to it lets go then', async (t) => {
    const app = await start(t);
    const { records, clock } = app;
    const ann = await records.create('people', { name: 'Ann' });
    const ida = await records.create('people', { name: 'Ida', chief: note(ann) });
    const tag = await records.create('tags', { name: 'red' });
    const post = await records.create('posts', { name: 'p', author: note(ida), tags: [note(tag)], editor: note(ann) });
    const shelf = await records.create('shelves', { name: 's', favourite: note(post), picks: [note(post)] });
    const kept = await records.create('posts', { name: 'kept', author: note(ida), tags: [note(tag)] });
    await records.create('comments', { name: 'c', post: note(post) });
    await records.delete('posts', note(post));
    clock.advance(10 * day - 1);
    await app.app.doChores();
    t.strictSame([await names(app, 'posts', 'only'), await names(app, 'comments', 'only')], [['p'], ['c']]);
    clock.advance(1);
    seen.splice(0);
    await app.app.doChores();
    t.strictSame(
      [await names(app, 'posts', 'only'), await names(app, 'comments', 'only')],
      [[], []],
      'a comment goes with its post, though its own time is longer',
    );
    t.strictSame(seen, ['update shelves s'], 'that they were deleted has been told before');
    t.match(await records.get('shelves', note(shelf)), { favourite: null, picks: [], version: 2 });
    t.strictSame(
      (await records.history('posts', note(post))).items.map(({ action }) => action),
      ['delete', 'create'],
    );
    await t.rejects(records.restore('posts', note(post)), { code: 'not_found' });
    t.match(await records.put('posts', note(post), { name: 'anew', author: note(ida) }), { created: true }, 'its id is free');
    await records.delete('tags', note(tag));
    await records.delete('people', note(ann));
    clock.advance(30 * day);
    seen.splice(0);
    await app.app.doChores();
    t.match(await records.get('posts', note(kept)), { tags: [], version: 1 });
    t.match(await records.get('people', note(ida)), { chief: null, version: 2 });
    t.strictSame(seen, ['update people Ida']);
  });

  await t.test('purging takes many small steps, and one that fails does not keep the others', async (t) => {
    const app = await start(t);
    const { records, clock } = app;
    const ann = await records.create('people', { name: 'Ann' });
    const ids: string[] = [];
    await records.transaction(async (inside) => {
      for (let number = 0; number < 230; number++) ids.push(note(await inside.create('posts', { name: `p${number}`, author: note(ann) })));
    });
    await records.create('shelves', { name: 'stubborn', favourite: ids[150] });
    await records.deleteMany('posts', {});
    clock.advance(11 * day);
    await app.app.doChores();
    t.strictSame(await names(app, 'posts', 'only'), ['p150']);
    const shelf = (await records.list('shelves')).items[0] as Record<string, unknown>;
    await records.delete('shelves', note(shelf));
    await app.app.doChores();
    t.strictSame(await names(app, 'posts', 'only'), []);
  });

  await t.test('of twenty who restore or delete at once each finds the record as the last one left it', async (t) => {
    const app = await start(t);
    const { records } = app;
    const tag = await records.create('tags', { name: 'red' });
    await records.delete('tags', note(tag));
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => records.restore('tags', note(tag))));
    t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    t.ok(outcomes.every((one) => one.status === 'fulfilled' || (one.reason as { code: string }).code === 'not_found'));
    const deletes = await Promise.allSettled(Array.from({ length: 20 }, () => records.delete('tags', note(tag))));
    t.equal(deletes.filter(({ status }) => status === 'fulfilled').length, 1);
  });
});
