import { createTestApp, type TestApp, type TestCaller } from 'plinth/testing';
import t from 'tap';
import { compileCollections } from '../../../core/collections/compile-collections.ts';
import { relation } from '../../../core/collections/fields/relation.ts';
import { text } from '../../../core/collections/fields/text.ts';
import { type DatabaseChoice, eachDatabase } from '../../each-database.ts';
import { archiveConfig } from './archive.ts';

const id = (number: number) => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const ann = id(1);
const ida = id(2);
const red = id(11);
const live = id(21);
const liveToo = id(22);
/** What is deleted. */
const dead = { person: id(101), tag: id(111), post: id(121), byDead: id(122), comment: id(131) };
const missing = id(999);

const json = { 'content-type': 'application/json' };
const owner: TestCaller = { id: 'owner' };
const admin: TestCaller = { id: 'root', admin: true };
const callers: Readonly<Record<string, TestCaller | undefined>> = { anonymous: undefined, owner, admin };

type App = TestApp<ReturnType<typeof archiveConfig>>;

/** An app with records, and in the one of two also with others that have been deleted. */
async function startArchive(choice: DatabaseChoice, withDeleted: boolean): Promise<App> {
  const app = await createTestApp(archiveConfig(), { ...choice, now: new Date('2026-01-01T00:00:00.000Z') });
  const { records } = app;
  await records.put('people', ann, { name: 'Ann' });
  await records.put('people', ida, { name: 'Ida', chief: ann });
  await records.put('tags', red, { name: 'red' });
  if (withDeleted) {
    await records.put('people', dead.person, { name: 'Dan', chief: ann });
    await records.put('tags', dead.tag, { name: 'blue' });
    await records.put('posts', dead.post, { name: 'dead', slug: 'taken', views: 9, author: ann, editor: ida, tags: [red] });
    await records.put('posts', dead.byDead, { name: 'dead too', views: 90, author: dead.person, tags: [red, dead.tag] });
  }
  const tags = withDeleted ? [dead.tag, red] : [red];
  await records.put('posts', live, { name: 'live', slug: 'live', views: 1, author: ann, editor: ida, tags });
  await records.put('posts', liveToo, { name: 'live too', views: 2, author: ida, owner: 'owner', tags: [] });
  await records.put('comments', id(31), { name: 'kind', post: live, by: ida });
  if (withDeleted) {
    await records.put('comments', dead.comment, { name: 'rude', post: live, by: ann });
    await records.delete('comments', dead.comment);
    for (const [collection, gone] of [
      ['posts', dead.post],
      ['people', dead.person],
      ['tags', dead.tag],
    ] as const)
      await records.delete(collection, gone);
  }
  return app;
}

const where = (written: object) => `where=${encodeURIComponent(JSON.stringify(written))}`;

// biome-ignore format: a table is read by its rows
const reads: string[] = [
  ...['posts', 'people', 'tags', 'comments', 'shelves'].flatMap((name) => [name, `${name}?count=exact`, `${name}?sort=-id&limit=1`, `${name}/aggregate?count=true`]),
  ...Object.values(dead).flatMap((gone) => ['posts', 'people', 'tags', 'comments'].map((name) => `${name}/${gone}`)),
  ...['sum=views', 'max=views', 'min=name', 'distinct=author', 'count=true&groupBy=author', 'count=true&groupBy=editor'].map((query) => `posts/aggregate?${query}`),
  `posts/aggregate?count=true&${where({ name: { contains: 'dead' } })}`,
  ...['author', 'editor', 'tags', 'comments', 'comments.by', 'author.posts', 'author.staff', 'tags.posts', 'tags.posts.author.staff'].flatMap((expand) => [`posts?expand=${expand}`, `posts/${live}?expand=${expand}`]),
  ...['posts', 'staff', 'chief.staff.posts'].map((expand) => `people?expand=${expand}`),
  `people?expand=${encodeURIComponent(JSON.stringify({ posts: { where: { views: { gte: 0 } }, sort: '-views', limit: 5 } }))}`,
  `tags/${red}?expand=posts`,
  ...['views', '-views', 'author.name', '-editor.name', 'author.chief.name', 'name'].flatMap((sort) => [`posts?sort=${sort}`, `posts?sort=${sort}&limit=1&offset=1`]),
  ...[{ views: { gte: 0 } }, { slug: 'taken' }, { slug: null }, { id: dead.post }, { id: { in: [dead.post, live] } }, { author: dead.person }, { author: { name: 'Dan' } }].flatMap((one) => [`posts?count=exact&${where(one)}`, `posts?${where({ not: one })}`]),
  ...['some', 'every', 'none'].flatMap((quantifier) => [{}, { name: 'blue' }, { name: { ne: 'red' } }].map((inner) => `posts?${where({ tags: { [quantifier]: inner } })}`)),
  ...[red, dead.tag, missing].map((tag) => `posts?${where({ tags: { has: tag } })}`),
  ...['some', 'every', 'none'].flatMap((quantifier) => [
    `people?${where({ posts: { [quantifier]: { views: { gte: 5 } } } })}`,
    `people?${where({ posts: { [quantifier]: {} } })}`,
    `people?${where({ staff: { [quantifier]: { name: 'Dan' } } })}`,
    `posts?${where({ comments: { [quantifier]: { name: 'rude' } } })}`,
    `tags?${where({ posts: { [quantifier]: { name: { contains: 'dead' } } } })}`,
  ]),
  ...['deletedAt', 'deletedWith'].flatMap((field) => [`posts?${where({ [field]: null })}`, `posts?sort=${field}`, `posts?fields=${field}`, `posts/aggregate?max=${field}`, `posts/aggregate?groupBy=${field}`]),
];

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

// biome-ignore format: a table is read by its rows
const writes: Asked[] = [
  ...[dead.post, dead.byDead, missing].flatMap((gone) => [
    { method: 'PATCH', path: `posts/${gone}`, body: { name: 'x' } },
    { method: 'PATCH', path: `posts/${gone}`, body: { views: { increment: 1 } } },
    { method: 'DELETE', path: `posts/${gone}` },
    { method: 'POST', path: 'comments', body: { name: 'x', post: gone } },
    { method: 'PATCH', path: `comments/${id(31)}`, body: { post: gone } },
    { method: 'POST', path: 'shelves', body: { picks: [live, gone] } },
    { method: 'POST', path: 'batch', body: { operations: [{ method: 'update', collection: 'posts', id: gone, data: { name: 'x' } }] } },
    { method: 'POST', path: 'batch', body: { operations: [{ method: 'delete', collection: 'posts', id: gone }] } },
  ]),
  { method: 'PATCH', path: `posts/${live}`, body: { tags: [red, dead.tag] } },
  { method: 'PATCH', path: `posts/${live}`, body: { tags: { add: [dead.tag] } } },
  { method: 'PATCH', path: `posts/${live}`, body: { tags: { remove: [dead.tag] } } },
  { method: 'PATCH', path: `posts/${live}`, body: { author: dead.person } },
  { method: 'PATCH', path: `posts/${live}`, body: { editor: dead.person } },
  { method: 'POST', path: 'posts', body: { name: 'x', author: dead.person } },
  { method: 'PATCH', path: `posts/${liveToo}`, body: { slug: 'taken' } },
  { method: 'PATCH', path: `people/${ida}`, body: { name: 'Dan' } },
];

/** The answer, but for what differs between any two requests. */
async function ask(app: App, { method, path, body }: Asked, caller: TestCaller | undefined): Promise<string> {
  const address = path === 'batch' ? '/api/batch' : `/api/${path}`;
  const response = await app.request(address, { method, ...(body && { body: JSON.stringify(body), headers: json }) }, caller);
  const text = await response.text();
  return `${response.status} ${response.headers.get('etag')} ${text.replace(/"instance":"[^"]*"/, '').replace(/"next":"[^"]*"/, '"next":"…"')}`;
}

eachDatabase(t, async (t, choice) => {
  await t.test('what was deleted is nowhere: the answers are those of a database that never had it', async (t) => {
    const [deleted, never] = [await startArchive(choice, true), await startArchive(choice, false)];
    t.teardown(() => Promise.all([deleted.close(), never.close()]));
    for (const [name, caller] of Object.entries(callers)) {
      for (const path of reads)
        t.equal(await ask(deleted, { method: 'GET', path }, caller), await ask(never, { method: 'GET', path }, caller), `${name}: ${path}`);
    }
    for (const write of writes)
      t.equal(
        await ask(deleted, write, admin),
        await ask(never, write, admin),
        `${write.method} ${write.path} ${JSON.stringify(write.body)}`,
      );
    t.match(await ask(deleted, { method: 'GET', path: `posts/${liveToo}` }, owner), /"slug":"taken"/, 'a value in the trash is free');
    const count = async (app: App) => [
      await app.records.updateMany('posts', {}, { views: 5 }),
      await app.records.deleteMany('comments', {}),
    ];
    t.strictSame(await count(deleted), await count(never));
    t.strictSame(await (await deleted.request(`/mine/${dead.post}`)).json(), { rows: [] });
    t.match(await (await deleted.request(`/mine/${live}`)).json(), { rows: [{ name: 'x' }] });
  });

  await t.test('a list goes on by its cursor when rows around it are deleted', async (t) => {
    const app = await startArchive(choice, false);
    t.teardown(() => app.close());
    for (const name of ['a', 'b', 'c', 'd']) await app.records.create('tags', { name });
    const first = await app.records.list('tags', { sort: 'name', limit: 2 });
    await app.records.deleteMany('tags', { name: { in: ['b', 'c'] } });
    const second = await app.records.list('tags', { sort: 'name', limit: 2, cursor: first.next as string });
    t.strictSame(
      [...first.items, ...second.items].map((row) => row['name']),
      ['a', 'b', 'd', 'red'],
    );
  });

  await t.test('holders keep hold of what lies in the trash, and behave as if it could not be read', async (t) => {
    const app = await startArchive(choice, false);
    t.teardown(() => app.close());
    const { records } = app;
    const shelf = await records.create('shelves', { name: 's', favourite: live, picks: [live, liveToo] });
    const shelfId = shelf['id'] as string;
    const note = await records.create('notes', { name: 'n', post: live });
    const quiet = await records.create('quiet', { name: 'q', post: live });
    await records.delete('comments', id(31));
    t.equal((await app.request(`/api/notes/${String(note['id'])}`)).status, 200);
    t.equal((await app.request(`/api/quiet/${String(quiet['id'])}`)).status, 404);
    await records.delete('posts', live);
    t.match(await records.get('shelves', shelfId), { version: 1, favourite: live, picks: [liveToo] });
    t.match(await records.get('shelves', shelfId, { expand: ['favourite', 'picks'] }), { favourite: null, picks: [{ id: liveToo }] });
    t.strictSame((await records.list('shelves', { where: { favourite: { name: 'live' } } })).items, []);
    t.strictSame((await records.list('shelves', { where: { favourite: live } })).items.length, 1, 'the id is a value of the shelf itself');
    t.equal((await app.request(`/api/notes/${String(note['id'])}`)).status, 404, 'a rule does not see it either');
    t.equal((await app.request(`/api/quiet/${String(quiet['id'])}`)).status, 200);
    t.match(await records.update('shelves', shelfId, { data: { name: 'renamed', favourite: live } }), { version: 2, favourite: live });
    await t.rejects(records.update('shelves', shelfId, { data: { picks: [live] } }), { code: 'reference_violation' });
    t.match(await records.update('shelves', shelfId, { data: { picks: [] } }), { picks: [] });
    const other = await records.create('shelves', { name: 'other' });
    await t.rejects(records.update('shelves', other['id'] as string, { data: { favourite: live } }), { code: 'reference_violation' });
    await records.restore('posts', live);
    t.match(
      await records.get('shelves', shelfId, { expand: ['favourite'] }),
      { favourite: { name: 'live' }, picks: [live] },
      'as if it had never been gone',
    );
    t.equal((await app.request(`/api/notes/${String(note['id'])}`)).status, 200);
  });

  await t.test('the trash is for those who may read and delete', async (t) => {
    const app = await startArchive(choice, false);
    t.teardown(() => app.close());
    const { records, clock } = app;
    for (const [number, name, whose] of [
      [201, 'of nobody', null],
      [202, 'of the owner', 'owner'],
      [203, 'of another', 'another'],
      [204, 'for everybody', 'everybody'],
      [205, 'unseen', 'hidden'],
    ] as const) {
      await records.put('posts', id(number), { name, author: ann, owner: whose, slug: `s${number}`, tags: [red] });
      clock.advance(1000);
      await records.delete('posts', id(number));
    }
    const of = (names: string[]) => names.map((name) => ({ name, deletedAt: /^2026-01-01T00:00:0\d\.000Z$/ }));
    const listed = async (caller: TestCaller | undefined, query = '') =>
      (await app.request(`/api/posts?trash=only${query}`, {}, caller)).json() as Promise<{ items: object[]; total?: number }>;
    t.match((await listed(undefined)).items, of(['of nobody']));
    t.match(
      (await listed(owner)).items,
      of(['of the owner', 'of nobody']),
      'the last deleted first; what he may read and not delete is not there',
    );
    t.match((await listed(admin)).items, of(['unseen', 'for everybody', 'of another', 'of the owner', 'of nobody']));
    t.match(await listed(admin, '&count=exact&limit=1&sort=name&fields=name,deletedAt'), { items: [{ name: 'for everybody' }], total: 5 });
    t.strictSame((await listed(admin, '&limit=1&sort=name&fields=name')).items, [{ name: 'for everybody' }]);
    t.strictSame(Object.keys((await listed(admin, '&limit=1&fields=deletedAt')).items[0] ?? {}), ['deletedAt']);
    t.match((await listed(owner, `&expand=author,tags&${where({ name: 'of the owner' })}`)).items, [
      { author: { name: 'Ann' }, tags: [{ name: 'red' }] },
    ]);
    t.strictSame((await listed(owner, `&${where({ slug: 's203' })}`)).items, []);
    const first = await records.list('posts', { trash: 'only', limit: 4 });
    t.match((await records.list('posts', { trash: 'only', limit: 4, cursor: first.next as string })).items, [{ name: 'of nobody' }]);
    await t.rejects(records.list('posts', { cursor: first.next as string }), { code: 'invalid_cursor' });
    // biome-ignore format: a table is read by its rows
    const table: [string, string, string, TestCaller | undefined, number][] = [
      ['nobody’s is anybody’s', 'GET', `posts/${id(201)}?trash=only`, undefined, 200],
      ['the owner sees his own', 'GET', `posts/${id(202)}?trash=only`, owner, 200],
      ['nobody else does', 'GET', `posts/${id(202)}?trash=only`, undefined, 404],
      ['what may be read but not deleted is not seen', 'GET', `posts/${id(204)}?trash=only`, owner, 404],
      ['what may be deleted but not read is not seen', 'GET', `posts/${id(205)}?trash=only`, owner, 404],
      ['a live record is not in the trash', 'GET', `posts/${live}?trash=only`, admin, 404],
      ['a key without delete is refused', 'GET', 'posts?trash=only', { id: 'owner', scopes: ['posts:read'] }, 403],
      ['a key without read is refused', 'GET', 'posts?trash=only', { id: 'owner', scopes: ['posts:delete'] }, 403],
      ['a key of an administrator too', 'GET', 'posts?trash=only', { ...admin, scopes: ['posts:read'] }, 403],
      ['a key with both sees it', 'GET', `posts/${id(202)}?trash=only`, { id: 'owner', scopes: ['posts:read', 'posts:delete'] }, 200],
      ['a collection without a trash', 'GET', 'series?trash=only', admin, 400],
      ['another word than only', 'GET', 'posts?trash=all', admin, 400],
      ['an aggregate has no trash', 'GET', 'posts/aggregate?trash=only', admin, 400],
      ['who may delete a record may not restore another', 'POST', `posts/${id(203)}/restore`, owner, 404],
      ['reading is not enough to restore', 'POST', `posts/${id(204)}/restore`, owner, 404],
      ['a live record cannot be restored', 'POST', `posts/${live}/restore`, admin, 404],
      ['nothing is restored where there is no trash', 'POST', `series/${id(1)}/restore`, admin, 404],
      ['nothing is restored that never was', 'POST', `posts/${missing}/restore`, admin, 404],
      ['a key without delete restores nothing', 'POST', `posts/${id(202)}/restore`, { id: 'owner', scopes: ['posts:read', 'posts:update'] }, 403],
      ['a parameter is refused', 'POST', `posts/${id(202)}/restore?x=1`, owner, 400],
      ['the owner restores his own', 'POST', `posts/${id(202)}/restore`, owner, 200],
      ['once', 'POST', `posts/${id(202)}/restore`, owner, 404],
      ['a put at an id in the trash is a conflict', 'PUT', `posts/${id(201)}`, owner, 409],
      ['nor to a key that may not delete', 'PUT', `posts/${id(201)}`, { id: 'owner', scopes: ['posts:read', 'posts:create', 'posts:update'] }, 404],
      ['and tells those nothing who do not see it there', 'PUT', `posts/${id(203)}`, owner, 404],
    ];
    for (const [name, method, path, caller, status] of table) {
      const body = method === 'PUT' ? { body: JSON.stringify({ name: 'x', author: ann }), headers: json } : {};
      const answer = await app.request(`/api/${path}`, { method, ...body }, caller);
      t.equal(answer.status, status, name);
      if (name === 'the owner restores his own') {
        t.equal(answer.headers.get('etag'), '"2"');
        t.notOk('deletedAt' in ((await answer.json()) as object));
      }
    }
    await t.rejects(app.as(owner).posts.restore(id(201), { version: 7 }), { code: 'precondition_failed' });
    t.match(await app.as(owner).posts.restore(id(201), { version: 1 }), { name: 'of nobody', version: 2 });
    const { paths } = (await (await app.request('/api/openapi.json')).json()) as {
      paths: Record<string, { get?: { parameters?: { name?: string }[] } }>;
    };
    t.strictSame([paths['/api/posts/{id}/restore'] !== undefined, paths['/api/series/{id}/restore']], [true, undefined]);
    const described = (path: string) => paths[path]?.get?.parameters?.some(({ name }) => name === 'trash');
    t.strictSame(['/api/posts', '/api/posts/{id}', '/api/series'].map(described), [true, true, false]);
  });
});

t.test('mistakes about the trash are told when the app starts', async (t) => {
  const problems = (declared: object) => compileCollections(declared).problems.map(({ path, message }) => `${path} ${message}`);
  const fields = { name: text() };
  t.strictSame(problems({ a: { fields, softDelete: '30d' }, b: { fields, softDelete: false } }), []);
  for (const softDelete of ['30', 30, 'a month', null, '0d', {}])
    t.match(problems({ a: { fields, softDelete } }), [/^collections\.a\.softDelete must be true, false or a span of time/]);
  t.match(problems({ a: { fields: { deletedAt: text() }, softDelete: true } }), [/^collections\.a\.fields\.deletedAt is a system field/]);
  t.strictSame(problems({ a: { fields: { deletedAt: text() } } }), []);
  const holder = relation('a', { required: true, onDelete: 'cascade' });
  t.match(problems({ a: { fields, softDelete: true }, b: { fields: { a: holder } } }), [
    /^collections\.b\.fields\.a\.onDelete would delete these records for good/,
  ]);
  t.strictSame(problems({ a: { fields, softDelete: true }, b: { fields: { a: holder }, softDelete: true } }), []);
  t.strictSame(problems({ a: { fields }, b: { fields: { a: holder }, softDelete: true } }), []);
});
