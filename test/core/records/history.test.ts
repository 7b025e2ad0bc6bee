import { boolean, defineConfig, integer, relation, select, text } from 'plinth';
import { createTestApp, type TestCaller } from 'plinth/testing';
import t, { type Test } from 'tap';
import { type DatabaseChoice, eachDatabase } from '../../each-database.ts';

const open = { read: true, create: true, update: true, delete: true } as const;
const ann = { id: '0190aaaa-0000-7000-8000-00000000000a' };
const bob = { id: '0190aaaa-0000-7000-8000-00000000000b' };
const missing = '0190aaaa-0000-7000-8000-00000000ffff';

/** What hooks saw. */
const hooked: string[] = [];

function config() {
  return defineConfig({
    collections: {
      posts: {
        history: true,
        fields: {
          title: text(),
          status: select(['draft', 'published'], { default: 'draft' }),
          owner: text(),
          views: integer({ access: { read: { status: 'published' } } }),
          secretNote: text({ hidden: true }),
          mark: text({ access: { write: false } }),
          frozen: text({ access: { write: { status: 'draft' } } }),
          tags: relation('tags', { many: true }),
        },
        access: {
          read: ({ caller }) => ({ or: [{ status: 'published' }, { owner: caller.id }] }),
          create: ({ caller }) => ({ owner: caller.id }),
          update: ({ caller }) => ({ owner: caller.id }),
          delete: ({ caller }) => ({ owner: caller.id }),
        },
        hooks: { afterWrite: ({ action, after }) => void hooked.push(`${action} ${String(after?.['title'])}`) },
      },
      tags: { fields: { open: boolean() }, access: { ...open, read: { open: true } } },
      masked: {
        history: '1y',
        fields: { name: text() },
        access: open,
        hooks: { onRead: ({ row }) => void Object.assign(row, { name: `<${String(row['name'])}>` }) },
      },
      numbered: { id: 'integer', history: true, fields: { title: text() }, access: open },
      careful: { history: true, requireVersion: true, fields: { title: text() }, access: open },
      unlogged: { changes: false, fields: { title: text(), color: text() }, access: open },
      forgetful: { fields: { title: text() }, access: open },
    },
  });
}

interface Reply {
  readonly status: number;
  readonly etag: string | null;
  // The tests say what they expect of it.
  readonly body: Record<string, unknown> & { items: { seq: number; action: string; changes: { field: string }[] }[]; next: number | null };
}

async function start(t: Test, choice: DatabaseChoice) {
  const app = await createTestApp(config(), { ...choice, now: new Date('2030-01-01T00:00:00.000Z') });
  t.teardown(app.close);
  const call = async (method: string, path: string, more: { as?: TestCaller; body?: object; ifMatch?: number } = {}): Promise<Reply> => {
    const headers = {
      ...(more.body && { 'content-type': 'application/json' }),
      ...(more.ifMatch !== undefined && { 'if-match': `"${more.ifMatch}"` }),
    };
    const init = { method, headers, ...(more.body && { body: JSON.stringify(more.body) }) };
    const answer = await app.request(path, init, more.as);
    const written = await answer.text();
    return { status: answer.status, etag: answer.headers.get('etag'), body: written === '' ? {} : JSON.parse(written) };
  };
  return { ...app, call };
}

type Started = Awaited<ReturnType<typeof start>>;

eachDatabase(t, async (t, choice) => {
  const app = await start(t, choice);
  await t.test('reading history', (t) => reading(t, app));
  await t.test('restoring', (t) => restoring(t, app));
  await t.test('conflicts', (t) => conflicts(t, app));
});

async function reading(t: Test, { call, records, clock }: Started) {
  const history = async (id: unknown, as?: TestCaller, query = '') =>
    call('GET', `/api/posts/${String(id)}/history${query}`, as ? { as } : {});
  /** A post by its titles: each an update after the first. */
  const write = async (data: object, ...updates: object[]) => {
    const { body } = await call('POST', '/api/posts', { as: ann, body: { owner: ann.id, ...data } });
    for (const update of updates) await call('PATCH', `/api/posts/${String(body['id'])}`, { as: ann, body: update });
    return String(body['id']);
  };

  await t.test('says who changed what, and when, newest first', async (t) => {
    const id = await write({ title: 'one', status: 'published' });
    clock.advance(60_000);
    await call('PATCH', `/api/posts/${id}`, { as: ann, body: { title: 'two', views: 7 } });
    clock.advance(60_000);
    await records.update('posts', id, { data: { title: 'three' } });
    const { status, body } = await history(id);
    t.equal(status, 200);
    t.equal(body.next, null);
    const [third, second, first] = body.items;
    t.strictSame(
      body.items.map(({ seq }) => seq),
      [...body.items.map(({ seq }) => seq)].sort((a, b) => b - a),
    );
    t.match(third, { action: 'update', version: 3, at: '2030-01-01T00:02:00.000Z', caller: null });
    t.strictSame(third?.changes, [{ field: 'title', before: 'two', after: 'three' }]);
    t.match(second, { action: 'update', version: 2, at: '2030-01-01T00:01:00.000Z', caller: { collection: 'users', id: ann.id } });
    t.strictSame(second?.changes, [
      { field: 'title', before: 'one', after: 'two' },
      { field: 'views', before: null, after: 7 },
    ]);
    t.match(first, { action: 'create', version: 1, at: '2030-01-01T00:00:00.000Z', caller: { id: ann.id } });
    t.match(first?.changes, [{ field: 'id', before: null, after: id }]);
    t.strictSame(Object.keys(third ?? {}), ['seq', 'action', 'version', 'at', 'caller', 'changes']);
  });

  await t.test('comes in pages', async (t) => {
    const id = await write({ title: '0' }, ...Array.from({ length: 24 }, (_, index) => ({ title: String(index + 1) })));
    const all = (await history(id, ann, '?limit=500')).body.items.map(({ seq }) => seq);
    t.equal(all.length, 25);
    t.strictSame((await history(id, ann)).body.items.length, 20, 'of twenty where nobody says');
    const paged: number[] = [];
    let query = '?limit=10';
    for (let pages = 0; pages < 5; pages++) {
      const { body } = await history(id, ann, query);
      paged.push(...body.items.map(({ seq }) => seq));
      if (body.next === null) break;
      query = `?limit=10&before=${body.next}`;
    }
    t.strictSame(paged, all);
    const exact = (await history(id, ann, '?limit=25')).body;
    t.strictSame([exact.items.length, exact.next], [25, null], 'no empty page after a full last one');
    for (const [wrong, code] of [
      ['?limit=0', 'invalid_parameter'],
      ['?limit=501', 'limit_too_large'],
      ['?before=0', 'invalid_parameter'],
      ['?before=x', 'invalid_parameter'],
      ['?before=1.5', 'invalid_parameter'],
      ['?sort=seq', 'unknown_parameter'],
    ] as const)
      t.match(await history(id, ann, wrong), { status: 400, body: { code } }, wrong);
  });

  await t.test('is not there for what is not there', async (t) => {
    const draft = await write({ title: 'mine' });
    await records.create('forgetful', { title: 'x' });
    const forgotten = (await records.list('forgetful')).items[0]?.['id'];
    for (const [path, why] of [
      [`/api/posts/${missing}/history`, 'a record that never was'],
      ['/api/posts/nonsense/history', 'an id that is none'],
      ['/api/nothing/x/history', 'a collection that is none'],
      [`/api/forgetful/${String(forgotten)}/history`, 'a collection without history'],
      [`/api/posts/${draft}/history`, 'a record that one may not read'],
    ] as const)
      t.match(await call('GET', path, { as: bob }), { status: 404, body: { code: 'not_found' } }, why);
  });

  await t.test('rules decide on the values of then: one sees the parts of a life that one could have read', async (t) => {
    const id = await write(
      { title: 'draft' },
      { title: 'better draft' },
      { status: 'published', title: 'public' },
      { title: 'public too' },
      { status: 'draft', title: 'withdrawn' },
      { title: 'private thoughts' },
      { status: 'published', title: 'public again' },
    );
    t.equal((await history(id, ann)).body.items.length, 7);
    const seen = (await history(id, bob)).body.items;
    t.equal(seen.length, 4, 'neither the drafts nor how many there were');
    t.notMatch(JSON.stringify(seen), /draft|withdrawn|private/);
    const titles = seen.map(({ changes }) => changes.find(({ field }) => field === 'title'));
    t.strictSame(titles, [
      { field: 'title', before: null, after: 'public again' },
      { field: 'title', before: 'public too', after: null },
      { field: 'title', before: 'public', after: 'public too' },
      { field: 'title', before: null, after: 'public' },
    ]);
    await call('PATCH', `/api/posts/${id}`, { as: ann, body: { status: 'draft' } });
    t.equal((await history(id, bob)).status, 404, 'and nothing at all of a record that he may not read now');
  });

  await t.test('fields that could not be read then are not told now, and a change of nothing else does not show', async (t) => {
    const id = await write({ title: 'x', views: 1 }, { views: 2 }, { status: 'published' }, { views: 3 });
    await records.update('posts', id, { data: { secretNote: 'psst' } });
    const items = (await history(id, ann)).body.items;
    t.strictSame(
      items.map(({ changes }) => changes.filter(({ field }) => ['views', 'status', 'secretNote'].includes(field))),
      [
        [{ field: 'views', before: 2, after: 3 }],
        [
          { field: 'status', before: 'draft', after: 'published' },
          { field: 'views', before: null, after: 2 },
        ],
        [{ field: 'status', before: null, after: 'draft' }],
      ],
      'not the change of an unreadable number, nor that of a hidden note',
    );
    t.notMatch(JSON.stringify(items), /psst|secretNote/);
  });

  await t.test('records that one may not read are not named in lists', async (t) => {
    const tag = async (isOpen: boolean) => String((await records.create('tags', { open: isOpen }))['id']);
    const [shown, other, hidden] = [await tag(true), await tag(true), await tag(false)];
    const id = String((await records.create('posts', { owner: ann.id, tags: [shown, hidden] }))['id']);
    await records.update('posts', id, { data: { tags: [shown, other, hidden] } });
    await records.update('posts', id, { data: { tags: [shown, other] } });
    const { items } = (await history(id, ann)).body;
    t.notMatch(JSON.stringify(items), new RegExp(hidden));
    t.strictSame(
      items.map(({ changes }) => changes.find(({ field }) => field === 'tags')),
      [
        { field: 'tags', before: [shown], after: [shown, other] },
        { field: 'tags', before: null, after: [shown] },
      ],
    );
    t.equal((await records.history('posts', id)).items.length, 3, 'the system sees all');
  });

  await t.test('a record that is gone keeps its history for those who could read it last', async (t) => {
    const [published, draft] = [await write({ title: 'p', status: 'published' }), await write({ title: 'd' })];
    for (const id of [published, draft]) await call('DELETE', `/api/posts/${id}`, { as: ann });
    const { items } = (await history(published)).body;
    t.strictSame(
      items.map(({ action }) => action),
      ['delete', 'create'],
    );
    t.match(items[0], { version: 1, caller: { id: ann.id } });
    t.strictSame(
      items[0]?.changes.find(({ field }) => field === 'title'),
      { field: 'title', before: 'p', after: null },
    );
    t.equal((await history(draft, ann)).status, 200);
    t.equal((await history(draft, bob)).status, 404);
  });

  await t.test('onRead has its say', async (t) => {
    const { id } = await records.create('masked', { name: 'a' });
    await records.update('masked', id as string, { data: { name: 'b' } });
    const { items } = (await call('GET', `/api/masked/${String(id)}/history`)).body;
    t.strictSame(items[0]?.changes, [{ field: 'name', before: '<a>', after: '<b>' }]);
  });
}

async function restoring(t: Test, { call, records }: Started) {
  const seqs = async (collection: string, id: unknown) =>
    (await records.history(collection, String(id))).items.map(({ seq }) => seq).reverse();
  const restore = (path: string, seq: unknown, more: { as?: TestCaller; ifMatch?: number } = {}) =>
    call('POST', `/api/${path}/history/${String(seq)}/restore`, more);

  await t.test('is an ordinary write: a new version, hooks, a new revision', async (t) => {
    const made = await records.create('posts', { title: 'one', owner: ann.id, secretNote: 'kept', mark: 'm1', views: 5 });
    const id = String(made['id']);
    await records.update('posts', id, { data: { title: 'two', status: 'published', mark: 'm2', views: 6 } });
    const [first] = await seqs('posts', id);
    hooked.length = 0;
    const { status, etag, body } = await restore(`posts/${id}`, first, { as: ann });
    t.strictSame([status, etag], [200, '"3"']);
    t.match(body, { title: 'one', status: 'draft', version: 3 });
    t.strictSame(hooked, ['update one']);
    const stored = await records.get('posts', id, { fields: ['mark', 'secretNote', 'views'] });
    t.strictSame(stored, { mark: 'm2', secretNote: 'kept', views: 6 }, 'what the caller may not write, or could not read then, stays');
    t.equal((await seqs('posts', id)).length, 3);
    const again = await restore(`posts/${id}`, first, { as: ann });
    t.match([again.status, again.etag], [200, '"3"'], 'what is so already is no write');
  });

  await t.test('leaves alone what is as it was, though it could not be written now', async (t) => {
    const made = await records.create('posts', { title: 'one', owner: ann.id, status: 'published', frozen: 'ice' });
    const id = String(made['id']);
    await records.update('posts', id, { data: { title: 'two' } });
    const [first] = await seqs('posts', id);
    t.match(await restore(`posts/${id}`, first, { as: ann }), { status: 200, body: { title: 'one', frozen: 'ice' } });
    await records.update('posts', id, { data: { frozen: 'water' } });
    t.match(await restore(`posts/${id}`, first, { as: ann }), { status: 403 });
  });

  await t.test('needs the right to update, and a revision that one may see', async (t) => {
    const made = await records.create('posts', { title: 'draft', owner: ann.id });
    const other = await records.create('posts', { title: 'other', owner: ann.id, status: 'published' });
    const id = String(made['id']);
    await records.update('posts', id, { data: { title: 'public', status: 'published' } });
    const [first, second] = await seqs('posts', id);
    const [foreign] = await seqs('posts', other['id']);
    for (const [seq, as, status, code] of [
      [first, bob, 404, 'not_found'],
      [second, bob, 403, 'forbidden'],
      [second, undefined, 401, 'unauthorized'],
      [foreign, ann, 404, 'not_found'],
      [999_999_999, ann, 404, 'not_found'],
      ['0', ann, 404, 'not_found'],
      ['x', ann, 404, 'not_found'],
    ] as const)
      t.match(await restore(`posts/${id}`, seq, as ? { as } : {}), { status, body: { code } }, `revision ${String(seq)}`);
    t.match(await records.get('posts', id), { title: 'public', version: 2 });
  });

  await t.test('brings a deleted record back, by whoever may create it', async (t) => {
    const made = await records.create('posts', { title: 'gone', owner: ann.id, status: 'published' });
    const id = String(made['id']);
    await records.update('posts', id, { data: { title: 'last' } });
    await records.delete('posts', id);
    const [first, , last] = await seqs('posts', id);
    t.match(await restore(`posts/${id}`, first, { as: bob }), { status: 403 });
    t.match(await restore(`posts/${id}`, last, { as: ann, ifMatch: 2 }), { status: 412 }, 'there is no version to match');
    t.match(await restore(`posts/${id}`, last, { as: ann }), {
      status: 200,
      etag: '"1"',
      body: { id, title: 'last', status: 'published' },
    });
    t.match(await restore(`posts/${id}`, first, { as: ann }), { status: 200, etag: '"2"', body: { title: 'gone' } });
    const { id: number } = await records.create('numbered', { title: 'n' });
    await records.delete('numbered', number as number);
    const [born] = await seqs('numbered', number);
    t.match(await restore(`numbered/${String(number)}`, born, { as: ann }), { status: 200, body: { id: number, title: 'n' } });
  });

  await t.test('does not store what onRead made of it', async (t) => {
    const { id } = await records.create('masked', { name: 'a' });
    await records.update('masked', id as string, { data: { name: 'b' } });
    const [first] = await seqs('masked', id);
    t.match(await restore(`masked/${String(id)}`, first), { status: 200, body: { name: '<a>' } });
  });

  await t.test('names its version where the collection wants one', async (t) => {
    const { id } = await records.create('careful', { title: 'a' });
    await records.update('careful', id as string, { data: { title: 'b' } });
    const [first] = await seqs('careful', id);
    t.match(await restore(`careful/${String(id)}`, first), { status: 428, body: { code: 'precondition_required' } });
    t.match(await restore(`careful/${String(id)}`, first, { ifMatch: 1 }), { status: 412, body: { version: 2, differs: ['title'] } });
    t.match(await restore(`careful/${String(id)}`, first, { ifMatch: 2 }), { status: 200, body: { title: 'a', version: 3 } });
  });
}

async function conflicts(t: Test, { call, records }: Started) {
  await t.test('two callers who edit one record: the second is told what differs, and nothing is lost', async (t) => {
    const { id } = await records.create('posts', { title: 'one', owner: ann.id });
    const path = `/api/posts/${String(id)}`;
    const { etag } = await call('GET', path, { as: ann });
    t.equal(etag, '"1"');
    t.equal((await call('PATCH', path, { as: ann, ifMatch: 1, body: { title: 'first' } })).status, 200);
    for (const [method, body] of [
      ['PATCH', { status: 'published' }],
      ['PUT', { title: 'second', owner: ann.id }],
      ['DELETE', undefined],
    ] as const) {
      const refused = await call(method, path, { as: ann, ifMatch: 1, ...(body && { body }) });
      t.match(
        refused,
        { status: 412, body: { code: 'precondition_failed', version: 2, differs: ['title'], current: { title: 'first' } } },
        method,
      );
    }
    t.match(await records.get('posts', id as string), { title: 'first', status: 'draft', version: 2 });
    t.equal((await call('PATCH', path, { as: ann, ifMatch: 2, body: { status: 'published' } })).etag, '"3"');
  });

  await t.test('a refusal tells nothing that the caller may not read', async (t) => {
    const hidden = await records.create('tags', { open: false });
    const { id } = await records.create('posts', { title: 'x', owner: ann.id, views: 1, secretNote: 'a', tags: [hidden['id']] });
    await records.update('posts', id as string, { data: { views: 2, secretNote: 'b', tags: [] } });
    const path = `/api/posts/${String(id)}`;
    const refused = await call('PATCH', path, { as: ann, ifMatch: 1, body: { title: 'y', views: 3 } });
    t.match(refused, { status: 412, body: { version: 2, differs: [] } });
    t.strictSame(Object.keys(refused.body['current'] as object).sort(), [
      'createdAt',
      'frozen',
      'id',
      'mark',
      'owner',
      'status',
      'tags',
      'title',
      'updatedAt',
      'version',
    ]);
    t.notMatch(await call('PATCH', path, { as: bob, ifMatch: 1, body: { title: 'y' } }), { status: 412 }, 'to a stranger it is not there');
  });

  await t.test('where the log knows nothing, the answer compares with what was written', async (t) => {
    const { id } = await records.create('unlogged', { title: 'a', color: 'red' });
    await records.update('unlogged', id as string, { data: { title: 'b', color: 'blue' } });
    const refused = await call('PATCH', `/api/unlogged/${String(id)}`, { ifMatch: 1, body: { title: 'c' } });
    t.match(refused, { status: 412, body: { version: 2, differs: ['title'], current: { title: 'b', color: 'blue' } } });
  });

  await t.test('a collection may want to be told the version: of callers, not of the system', async (t) => {
    const { id } = await records.create('careful', { title: 'a' });
    const path = `/api/careful/${String(id)}`;
    for (const [method, body] of [
      ['PATCH', { title: 'b' }],
      ['PUT', { title: 'b' }],
      ['DELETE', undefined],
    ] as const)
      t.match(await call(method, path, body && { body }), { status: 428, body: { code: 'precondition_required' } }, method);
    t.match(await call('PATCH', path, { ifMatch: 1, body: { title: 'b' } }), { status: 200, etag: '"2"' });
    t.match(await records.update('careful', id as string, { data: { title: 'c' } }), { version: 3 });
    t.equal((await call('POST', '/api/careful', { body: { title: 'new' } })).status, 201, 'what is new has no version yet');
    t.equal((await call('DELETE', path, { ifMatch: 3 })).status, 204);
  });
}
