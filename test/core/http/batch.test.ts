import { AppError, defineConfig, integer, json, relation, text } from 'plinth';
import t from 'tap';
import { createTestApp, type TestApp, type TestCaller } from '../../../core/testing/index.ts';
import { type DatabaseChoice, eachDatabase } from '../../each-database.ts';

const open = { read: true, create: true, update: true, delete: true } as const;
const ann: TestCaller = { id: 'ann' };
const bob: TestCaller = { id: 'bob' };
const admin: TestCaller = { id: 'root', admin: true };
const nobody = '01900000-0000-7000-8000-000000000000';

interface Log {
  /** What hooks were called with, in order. */
  readonly hooks: string[];
  /** How often writing a title is to fail as PostgreSQL fails one of two transactions that wait for each other. */
  deadlocks: number;
}

function configOf(log: Log) {
  return defineConfig({
    collections: {
      posts: {
        fields: {
          title: text({ required: true, max: 20, unique: true }),
          owner: text(),
          views: integer({ default: 0 }),
          next: relation('posts'),
          tags: relation('tags', { many: true }),
          unseen: relation('posts', { hidden: true }),
          extra: json(),
        },
        access: {
          read: true,
          create: true,
          update: ({ caller }) => ({ owner: caller.id }),
          delete: ({ caller }) => ({ owner: caller.id }),
        },
        hooks: {
          beforeWrite({ action, data }) {
            if (data['title'] === 'deadlock' && log.deadlocks-- > 0) throw deadlock();
            if (data['title'] === 'refused') throw new AppError('conflict', { detail: 'The hook says no.', data: { why: 'hook' } });
            log.hooks.push(`before ${action}`);
          },
          onCommit({ action }) {
            log.hooks.push(`commit ${action}`);
          },
        },
      },
      comments: {
        fields: { post: relation('posts', { required: true, onDelete: 'cascade' }), text: text({ required: true }) },
        access: open,
      },
      tags: { id: 'text', fields: { label: text() }, access: open },
      diary: { fields: { line: text() }, access: {} },
    },
  });
}

function deadlock(): AppError {
  return new AppError('unavailable', {}, { cause: Object.assign(new Error('deadlock detected'), { code: '40P01' }) });
}

interface Outcome {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly results?: readonly { readonly status: number; readonly record: Record<string, unknown> }[];
  };
}

async function startApp(choice: DatabaseChoice) {
  const log: Log = { hooks: [], deadlocks: 0 };
  const app = await createTestApp(configOf(log), choice);
  const send = async (body: unknown, caller: TestCaller | undefined = ann, headers: Record<string, string> = {}): Promise<Outcome> => {
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
    const answer = await app.request('/api/batch', init, caller);
    return { status: answer.status, body: (await answer.json()) as Outcome['body'] };
  };
  return { app, log, send, [Symbol.asyncDispose]: () => app.close() };
}

/** Everything that a batch could have changed. */
async function everything({ records }: TestApp<unknown>): Promise<unknown> {
  const read = async (collection: string) => (await records.list(collection, { sort: 'id', limit: 500 })).items;
  return { posts: await read('posts'), comments: await read('comments'), tags: await read('tags'), diary: await read('diary') };
}

const made = (operations: unknown) => ({ operations });
const createPost = (title: string, more: object = {}) => ({
  method: 'create',
  collection: 'posts',
  data: { title, owner: 'ann', ...more },
});

interface Refusal {
  readonly name: string;
  readonly as?: TestCaller;
  readonly body: unknown;
  readonly status: number;
  readonly code: string;
  readonly operation?: number;
  /** `path code`, in order. */
  readonly errors?: readonly string[];
  readonly not?: string;
}

/** `anns` and `bobs` stand for the ids of posts that are there. */
function refusals(anns: string, bobs: string): Refusal[] {
  const first = createPost('first', {});
  // biome-ignore format: a table is read by its rows
  return [
    { name: 'a body that is no object', body: [], status: 400, code: 'validation_failed' },
    { name: 'no operations', body: {}, status: 400, code: 'validation_failed', errors: ['operations required'] },
    { name: 'operations that are no list', body: made({ method: 'create' }), status: 400, code: 'validation_failed', errors: ['operations invalid_type'] },
    { name: 'an unknown key beside the operations', body: { operations: [first], atomic: false }, status: 400, code: 'validation_failed', errors: ['atomic unknown_field'] },
    { name: 'an operation that is no object', body: made([first, 'x']), status: 400, code: 'validation_failed', errors: ['operations.1 invalid_type'] },
    { name: 'an unknown method', body: made([first, { method: 'list', collection: 'posts' }]), status: 400, code: 'validation_failed', errors: ['operations.1.method not_a_choice'] },
    { name: 'a method of every object', body: made([{ method: 'constructor', collection: 'posts' }]), status: 400, code: 'validation_failed', errors: ['operations.0.method not_a_choice'] },
    { name: 'no method', body: made([{ collection: 'posts' }]), status: 400, code: 'validation_failed', errors: ['operations.0.method required'] },
    { name: 'a batch in a batch', body: made([{ method: 'batch', operations: [first] }]), status: 400, code: 'validation_failed', errors: ['operations.0.method not_a_choice'] },
    { name: 'the operations of a batch in an operation', body: made([{ ...first, operations: [first] }]), status: 400, code: 'validation_failed', errors: ['operations.0.operations unknown_field'] },
    { name: 'batch as a collection', body: made([first, { method: 'create', collection: 'batch', data: {} }]), status: 404, code: 'not_found', operation: 1 },
    { name: 'every mistake of shape, at once', body: made([{ ...first, id: anns }, { method: 'update', collection: 5, ifMatch: '3' }, { method: 'delete', collection: 'posts', id: anns, data: {}, as: 'x' }]), status: 400, code: 'validation_failed', errors: ['operations.0.id unknown_field', 'operations.1.collection invalid_value', 'operations.1.id required', 'operations.1.data required', 'operations.1.ifMatch invalid_value', 'operations.2.data unknown_field', 'operations.2.as unknown_field'] },
    { name: 'versions that are none', body: made([0, -1, 1.5, null, '*'].map((ifMatch) => ({ method: 'delete', collection: 'posts', id: anns, ifMatch }))), status: 400, code: 'validation_failed', errors: [0, 1, 2, 3, 4].map((index) => `operations.${index}.ifMatch invalid_value`) },
    { name: 'ids that are none', body: made([null, { $ref: 5 }, { $ref: 'a', x: 1 }, [anns]].map((id) => ({ method: 'delete', collection: 'posts', id }))), status: 400, code: 'validation_failed', errors: [0, 1, 2, 3].map((index) => `operations.${index}.id invalid_value`) },
    { name: 'a name that is taken', body: made([{ ...first, as: 'a' }, { ...createPost('second'), as: 'a' }]), status: 400, code: 'validation_failed', errors: ['operations.1.as not_unique'] },
    { name: 'an id by a name that comes later', body: made([{ method: 'update', collection: 'posts', id: { $ref: 'a' }, data: {} }, { ...first, as: 'a' }]), status: 400, code: 'validation_failed', errors: ['operations.0.id unknown_reference'] },
    { name: 'a relation to a name that nobody has', body: made([{ ...first, as: 'a' }, { method: 'create', collection: 'comments', data: { post: { $ref: 'b' }, text: 'x' } }]), status: 400, code: 'validation_failed', operation: 1, errors: ['operations.1.data.post unknown_reference'] },
    { name: 'a relation to itself', body: made([{ ...createPost('self', { next: { $ref: 'a' } }), as: 'a' }]), status: 400, code: 'validation_failed', operation: 0, errors: ['operations.0.data.next unknown_reference'] },
    { name: 'a name that nobody has, in a list', body: made([createPost('listed', { tags: ['t1', { $ref: 'b' }] })]), status: 400, code: 'validation_failed', operation: 0, errors: ['operations.0.data.tags.1 unknown_reference'] },
    { name: 'a name that nobody has, in a field that nobody sees', body: made([createPost('x', { unseen: { $ref: 'b' } })]), status: 400, code: 'unknown_field', operation: 0, not: 'unknown_reference' },
    { name: 'the same in a field that is none', body: made([createPost('x', { nothing: { $ref: 'b' } })]), status: 400, code: 'unknown_field', operation: 0, not: 'unknown_reference' },
    { name: 'a reference as a text', body: made([{ ...first, as: 'a' }, { method: 'create', collection: 'tags', data: { id: 't', label: { $ref: 'a' } } }]), status: 400, code: 'validation_failed', operation: 1, errors: ['operations.1.data.label invalid_type'] },
    { name: 'a value that does not fit', body: made([first, createPost('a title that is far too long')]), status: 400, code: 'validation_failed', operation: 1, errors: ['operations.1.data.title too_long'] },
    { name: 'a value that is taken', body: made([first, createPost('first')]), status: 409, code: 'unique_violation', operation: 1, errors: ['operations.1.data.title unique_violation'] },
    { name: 'a relation to nothing', body: made([first, { method: 'create', collection: 'comments', data: { post: nobody, text: 'x' } }]), status: 409, code: 'reference_violation', operation: 1, errors: ['operations.1.data.post reference_violation'] },
    { name: 'a record that is not there', body: made([first, { method: 'delete', collection: 'posts', id: nobody }]), status: 404, code: 'not_found', operation: 1 },
    { name: 'a record that is deleted by then', body: made([{ method: 'delete', collection: 'posts', id: anns }, { method: 'update', collection: 'posts', id: anns, data: { views: 1 } }]), status: 404, code: 'not_found', operation: 1 },
    { name: 'a collection that is not there', body: made([first, { method: 'create', collection: 'nothing', data: {} }]), status: 404, code: 'not_found', operation: 1 },
    { name: "somebody else's record", body: made([first, { method: 'update', collection: 'posts', id: bobs, data: { title: 'mine' } }]), status: 403, code: 'forbidden', operation: 1 },
    { name: 'the same for a stranger', as: {}, body: made([first, { method: 'delete', collection: 'posts', id: bobs }]), status: 401, code: 'unauthorized', operation: 1 },
    { name: 'a collection for administrators', body: made([first, { method: 'create', collection: 'diary', data: { line: 'x' } }]), status: 403, code: 'forbidden', operation: 1 },
    { name: 'giving a record away', body: made([first, { method: 'update', collection: 'posts', id: anns, data: { owner: 'bob' } }]), status: 403, code: 'forbidden', operation: 1 },
    { name: 'a version that is past', body: made([first, { method: 'update', collection: 'posts', id: anns, data: { views: 1 }, ifMatch: 7 }]), status: 412, code: 'precondition_failed', operation: 1 },
    { name: 'a version that this batch has passed', body: made([{ method: 'update', collection: 'posts', id: anns, data: { views: 1 } }, { method: 'delete', collection: 'posts', id: anns, ifMatch: 1 }]), status: 412, code: 'precondition_failed', operation: 1 },
    { name: 'a version of a record that is not there', body: made([{ method: 'put', collection: 'tags', id: 'none', data: {}, ifMatch: 1 }]), status: 412, code: 'precondition_failed', operation: 0 },
    { name: 'what a hook refuses', body: made([first, createPost('refused')]), status: 409, code: 'conflict', operation: 1 },
    { name: 'one operation too many', body: made(Array.from({ length: 101 }, (_, index) => createPost(`number ${index}`))), status: 400, code: 'batch_too_large' },
  ];
}

eachDatabase(t, async (t, choice) => {
  t.test('a batch does all of it, in order', async (t) => {
    await using run = await startApp(choice);
    const { status, body } = await run.send(
      made([
        { method: 'create', collection: 'tags', data: { id: 'news', label: 'News' }, as: 'tag' },
        { ...createPost('one', { tags: [{ $ref: 'tag' }], extra: { $ref: 'tag' } }), as: 'post' },
        { ...createPost('two', { next: { $ref: 'post' } }), as: 'other' },
        { method: 'update', collection: 'posts', id: { $ref: 'post' }, data: { views: 5, next: { $ref: 'other' } }, ifMatch: 1 },
        { method: 'create', collection: 'comments', data: { post: { $ref: 'post' }, text: 'hello' } },
        { method: 'put', collection: 'tags', id: 'old', data: { label: 'Old' }, as: 'old' },
        { method: 'put', collection: 'tags', id: { $ref: 'old' }, data: { label: 'Older' }, ifMatch: 1 },
        { method: 'delete', collection: 'tags', id: { $ref: 'old' } },
      ]),
    );
    t.equal(status, 200, JSON.stringify(body));
    t.strictSame(Object.keys(body), ['results']);
    const results = body.results ?? [];
    t.strictSame(
      results.map((one) => one.status),
      [201, 201, 201, 200, 201, 201, 200, 204],
    );
    const [tag, post, other, updated, comment, , replaced, gone] = results.map(({ record }) => record);
    t.match(tag, { id: 'news', label: 'News' });
    t.match(post, { title: 'one', tags: ['news'], extra: { $ref: 'tag' }, version: 1 }, 'a $ref in JSON is left alone');
    t.match(updated, { id: post?.['id'], views: 5, next: other?.['id'], version: 2 });
    t.equal(comment?.['post'], post?.['id']);
    t.match(replaced, { id: 'old', label: 'Older', version: 2 });
    t.equal(gone, null);
    const commits = ['commit create', 'commit create', 'commit update'];
    t.strictSame(
      run.log.hooks,
      ['before create', 'before create', 'before update', ...commits],
      'hooks run for each operation, after the commit of all',
    );
    t.match(await run.app.records.get('posts', String(post?.['id'])), { views: 5, next: other?.['id'] });
    t.equal((await run.app.records.list('tags')).items.length, 1);
  });

  t.test('a batch of nothing does nothing, and the largest does all', async (t) => {
    await using run = await startApp(choice);
    t.same(await run.send(made([])), { status: 200, body: { results: [] } });
    const { status, body } = await run.send(made(Array.from({ length: 100 }, (_, index) => createPost(`number ${index}`))));
    t.equal(status, 200);
    t.equal(body.results?.length, 100);
    t.equal((await run.app.records.list('posts', { limit: 1, count: 'exact' })).total, 100);
  });

  t.test('what is refused changes nothing, and says which operation it was', async (t) => {
    await using run = await startApp(choice);
    const create = async (data: object, who: string) => String((await run.app.records.create('posts', { ...data, owner: who }))['id']);
    const [anns, bobs] = [await create({ title: "ann's" }, 'ann'), await create({ title: "bob's" }, 'bob')];
    await run.app.records.create('tags', { id: 't1' });
    const before = await everything(run.app);
    for (const { name, as = ann, body, status, code, operation, errors, not } of refusals(anns, bobs)) {
      run.log.hooks.length = 0;
      const answer = await run.send(body, as);
      t.match({ status: answer.status, code: answer.body['code'] }, { status, code }, `${name}: ${JSON.stringify(answer.body)}`);
      t.equal(answer.body['operation'], operation, `${name}: the operation`);
      if (errors)
        t.strictSame(
          (answer.body['errors'] as { path: string; code: string }[]).map((one) => `${one.path} ${one.code}`),
          errors,
          name,
        );
      if (not !== undefined) t.notMatch(JSON.stringify(answer.body), not);
      t.strictSame(
        run.log.hooks.filter((hook) => hook.startsWith('commit')),
        [],
        `${name}: nothing was committed`,
      );
      t.strictSame(await everything(run.app), before, `${name}: nothing was changed`);
    }
  });

  t.test('a refusal keeps what the verb has to say', async (t) => {
    await using run = await startApp(choice);
    t.match(await run.send(made([createPost('refused')])), {
      status: 409,
      body: { detail: 'The hook says no.', why: 'hook', operation: 0 },
    });
    const one = await run.app.records.create('posts', { title: 'one', owner: 'ann' });
    const { body } = await run.send(made([{ method: 'update', collection: 'posts', id: one['id'], data: { views: 1 }, ifMatch: 9 }]));
    t.match(body, { code: 'precondition_failed', operation: 0, version: 1 });
    const tooMany = await run.send(made(Array.from({ length: 101 }, () => createPost('x'))));
    t.match(tooMany.body, { code: 'batch_too_large', limit: 100, detail: 'A batch may have 100 operations; this one has 101.' });
  });

  t.test('rules are those of the caller, in each operation', async (t) => {
    await using run = await startApp(choice);
    const operations = made([{ method: 'create', collection: 'diary', data: { line: 'x' } }, createPost('one')]);
    t.equal((await run.send(operations, bob)).status, 403);
    t.equal((await run.send(operations, admin)).status, 200);
    const key: TestCaller = { id: 'ann', scopes: ['posts:create'] };
    t.match(await run.send(made([createPost('two'), { method: 'create', collection: 'tags', data: { id: 't' } }]), key), {
      status: 403,
      body: { code: 'insufficient_scope', operation: 1 },
    });
    t.equal((await run.send(made([createPost('two')]), key)).status, 200);
  });

  t.test('a batch that another transaction stopped is run again, once', async (t) => {
    await using run = await startApp(choice);
    run.log.deadlocks = 2;
    const { status, body } = await run.send(made([{ ...createPost('one'), as: 'a' }, createPost('deadlock', { next: { $ref: 'a' } })]));
    t.equal(status, 200, JSON.stringify(body));
    t.equal(run.log.deadlocks, -1);
    t.equal((await run.app.records.list('posts', { count: 'exact' })).total, 2);
    t.strictSame(
      run.log.hooks.filter((hook) => hook.startsWith('commit')),
      ['commit create', 'commit create'],
    );
  });

  t.test('with a key a batch happens once', async (t) => {
    await using run = await startApp(choice);
    const operations = made([{ ...createPost('one'), as: 'a' }, createPost('two', { next: { $ref: 'a' } })]);
    const key = { 'idempotency-key': 'k1' };
    const failed = await run.send(made([createPost('one'), createPost('one')]), ann, key);
    t.match(failed, { status: 409, body: { operation: 1 } });
    const [first, second] = [await run.send(operations, ann, key), await run.send(operations, ann, key)];
    t.equal(first.status, 200, 'what failed has not used the key up');
    t.strictSame(second, first);
    t.equal((await run.app.records.list('posts', { count: 'exact' })).total, 2);
  });
});

t.test('the limit is a setting, and other methods are refused', async (t) => {
  const log: Log = { hooks: [], deadlocks: 0 };
  await using app = await createTestApp({ ...configOf(log), batchLimit: 2 });
  const send = async (count: number) => {
    const body = JSON.stringify(made(Array.from({ length: count }, (_, index) => createPost(`number ${index}`))));
    return app.request('/api/batch', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  };
  t.match(await (await send(3)).json(), { code: 'batch_too_large', limit: 2 });
  t.equal((await send(2)).status, 200);
  const got = await app.request('/api/batch');
  t.equal(got.status, 405);
  t.equal(got.headers.get('allow'), 'POST');
  t.equal(
    (await app.request('/api/batch?x=1', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status,
    400,
  );
});
