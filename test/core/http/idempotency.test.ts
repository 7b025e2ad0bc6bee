import type { FastifyInstance } from 'fastify';
import { AppError, defineConfig, fn, integer, text } from 'plinth';
import t from 'tap';
import { anonymous } from '../../../core/caller.ts';
import { Planner } from '../../../core/query/planner.ts';
import { Idempotency } from '../../../core/records/idempotency.ts';
import { createTestApp, type TestCaller } from '../../../core/testing/index.ts';
import { up } from '../../../migrations/0003-idempotency.ts';
import { type DatabaseChoice, eachDatabase } from '../../each-database.ts';
import { testDatabases } from '../database/databases.ts';

const open = { read: true, create: true, update: true, delete: true } as const;
const ann: TestCaller = { id: 'ann' };

/** What the app of a test was made to do, and what it did. */
interface Log {
  readonly committed: string[];
  /** How often work is still to be stopped as PostgreSQL stops one of two transactions that wait for each other. */
  deadlocks: number;
  /** What a slow write waits for. */
  gate: Promise<void>;
}

function stopOnce(log: Log): void {
  if (log.deadlocks-- > 0)
    throw new AppError('unavailable', {}, { cause: Object.assign(new Error('deadlock detected'), { code: '40P01' }) });
}

function configOf(log: Log) {
  return defineConfig({
    collections: {
      notes: {
        fields: { title: text({ required: true, max: 20 }), owner: text() },
        access: { ...open, read: ({ caller }) => ({ or: [{ owner: null }, { owner: caller.id }] }) },
        hooks: {
          async beforeWrite({ data }) {
            if (data['title'] === 'refused') throw new AppError('conflict');
            if (data['title'] === 'broken') throw new Error('a bug');
            if (data['title'] === 'slow') await log.gate;
          },
          onCommit({ action }) {
            log.committed.push(action);
          },
        },
      },
    },
    functions: {
      write: fn({
        input: { title: text({ required: true }) },
        output: { number: integer({ required: true }) },
        access: true,
        async run({ input, records }) {
          await records.create('notes', { title: input.title });
          stopOnce(log);
          const { total } = await records.list('notes', { count: 'exact' });
          return { number: total ?? 0 };
        },
      }),
    },
    routes: async (app: FastifyInstance) => addRoutes(app, log),
  });
}

/** Routes of an author, in each of Fastify's ways to answer. Each makes one note. */
function addRoutes(app: FastifyInstance, log: Log): void {
  const idempotent = { config: { idempotent: true } };
  const credentials = { config: { idempotent: true, credentials: true } };
  const note = (title: string) => ({ title });
  app.post('/api/custom/plain', async (request) => request.records.create('notes', note('plain')));
  app.post('/api/custom/sent', idempotent, async (request, reply) => {
    const made = await request.records.create('notes', note('sent'));
    return reply.code(202).header('x-made', String(made['id'])).send({ made: made['title'] });
  });
  app.post('/api/custom/awaited', idempotent, async (request, reply) => {
    await request.records.create('notes', note('awaited'));
    await reply.type('text/csv').send('a,b');
  });
  app.post('/api/custom/called', idempotent, (request, reply) => {
    request.records.create('notes', note('called')).then(
      () => reply.send({ called: true }),
      (error: unknown) => reply.send(error),
    );
  });
  app.post('/api/custom/empty', idempotent, async (request) => {
    await request.records.create('notes', note('empty'));
  });
  app.post('/api/custom/early', idempotent, async (request, reply) => {
    await request.records.create('notes', note('early'));
    reply.code(201).header('location', '/nowhere').send({ fine: true });
    throw new AppError('conflict');
  });
  app.post('/api/custom/error', idempotent, async (request, reply) => {
    await request.records.create('notes', note('error'));
    return reply.code(201).send(new AppError('conflict'));
  });
  app.post('/api/custom/teapot', idempotent, async (request, reply) => {
    await request.records.create('notes', note('teapot'));
    return reply.code(418).send({ short: true });
  });
  app.post('/api/custom/bytes', idempotent, async (request, reply) => {
    await request.records.create('notes', note('bytes'));
    return reply.send(Buffer.from('bytes'));
  });
  app.post('/api/custom/again', idempotent, async (request, reply) => {
    await request.records.create('notes', note('again'));
    if (log.deadlocks > 0) reply.code(299).header('x-first', 'yes').type('text/plain');
    stopOnce(log);
    return { again: true };
  });
  app.post('/api/custom/token', credentials, async (request) => {
    await request.records.create('notes', note('token'));
    return { token: 'a-secret-token' };
  });
  app.post('/api/custom/cookie', idempotent, async (request, reply) => {
    await request.records.create('notes', note('cookie'));
    return reply.header('set-cookie', 'session=a-secret-cookie').send({ fine: true });
  });
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly as?: TestCaller;
}

async function startApp(choice: DatabaseChoice) {
  const log: Log = { committed: [], deadlocks: 0, gate: Promise.resolve() };
  const app = await createTestApp(configOf(log), choice);
  const send = async ({ method = 'POST', path = '/api/notes', body, key, as }: Sent) => {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const answer = await app.request(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }, as);
    const said = await answer.text();
    const { status } = answer;
    const header = (name: string) => answer.headers.get(name);
    return {
      status,
      said,
      code: header('content-type')?.startsWith('application/problem+json') ? (JSON.parse(said) as { code: string }).code : undefined,
      location: header('location'),
      etag: header('etag'),
      type: header('content-type'),
      replayed: header('idempotency-replayed') === 'true',
      header,
    };
  };
  const count = async () => (await app.records.list('notes', { count: 'exact' })).total;
  const same = ({ replayed: _replayed, header: _header, ...rest }: Awaited<ReturnType<typeof send>>) => rest;
  return { app, log, send, count, same, [Symbol.asyncDispose]: () => app.close() };
}

eachDatabase(t, async (t, choice) => {
  t.test('every mutation is done once, and answered the same again', async (t) => {
    await using run = await startApp(choice);
    const { id } = await run.app.records.create('notes', { title: 'there' });
    const other = '01900000-0000-7000-8000-000000000001';
    const mutations: (Sent & { readonly status: number; readonly etag: string | null; readonly adds: number })[] = [
      { body: { title: 'new' }, status: 201, etag: '"1"', adds: 1 },
      { method: 'PATCH', path: `/api/notes/${id}`, body: { title: 'changed' }, status: 200, etag: '"2"', adds: 0 },
      { method: 'PUT', path: `/api/notes/${other}`, body: { title: 'put' }, status: 201, etag: '"1"', adds: 1 },
      { method: 'DELETE', path: `/api/notes/${id}`, status: 204, etag: null, adds: -1 },
      { path: '/api/rpc/write', body: { title: 'called' }, status: 200, etag: null, adds: 1 },
      {
        path: '/api/batch',
        body: { operations: [{ method: 'create', collection: 'notes', data: { title: 'batch' } }] },
        status: 200,
        etag: null,
        adds: 1,
      },
    ];
    for (const [number, { status, etag, adds, ...sent }] of mutations.entries()) {
      const name = `${sent.method ?? 'POST'} ${sent.path ?? ''}`;
      const [before, commits] = [(await run.count()) ?? 0, run.log.committed.length];
      const first = await run.send({ ...sent, key: `key-${number}`, as: ann });
      t.match(first, { status, etag, replayed: false }, `${name}: ${first.said}`);
      t.equal(run.log.committed.length, commits + 1, `${name}: onCommit hooks run`);
      const second = await run.send({ ...sent, key: `key-${number}`, as: ann });
      t.equal(second.replayed, true, name);
      t.strictSame(run.same(second), run.same(first), name);
      t.equal(await run.count(), before + adds, `${name}: one effect`);
      t.equal(run.log.committed.length, commits + 1, `${name}: no hook of a replay`);
    }
    t.ok((await run.send({ body: { title: 'new' }, key: 'key-0', as: ann })).location?.startsWith('/api/notes/'));
  });

  t.test('without a key nothing is kept, and other routes know no keys', async (t) => {
    await using run = await startApp(choice);
    for (let time = 0; time < 2; time++) t.equal((await run.send({ body: { title: 'new' } })).status, 201);
    for (let time = 0; time < 2; time++) t.match(await run.send({ path: '/api/custom/plain', key: 'k' }), { status: 200, replayed: false });
    t.equal((await run.send({ method: 'GET', key: 'no key at all' })).status, 200, 'reads take no notice');
    t.equal(await run.count(), 4);
  });

  t.test('a key is 1 to 255 visible characters', async (t) => {
    await using run = await startApp(choice);
    for (const key of ['', 'a b', 'x'.repeat(256), 'ä', 'one, two']) {
      t.match(await run.send({ body: { title: 'new' }, key }), { status: 400, code: 'invalid_parameter' }, JSON.stringify(key));
    }
    t.equal(await run.count(), 0);
    for (const key of ['!', '"quoted"', '~'.repeat(255)]) t.equal((await run.send({ body: { title: 'new' }, key })).status, 201);
    t.equal(await run.count(), 3);
  });

  t.test('a key belongs to one request of one caller', async (t) => {
    await using run = await startApp(choice);
    const first = await run.send({ body: { title: 'one', owner: 'ann' }, key: 'k', as: ann });
    t.equal(first.status, 201);
    const reused: [string, Sent][] = [
      ['another body', { body: { title: 'two' } }],
      ['another address', { method: 'PATCH', path: first.location ?? '', body: { title: 'one', owner: 'ann' } }],
      ['another method', { method: 'PUT', path: first.location ?? '', body: { title: 'one', owner: 'ann' } }],
      ['an address with more to it', { path: '/api/notes?x=1', body: { title: 'one', owner: 'ann' } }],
      ['an API key of the same account', { body: { title: 'one', owner: 'ann' }, as: { ...ann, scopes: ['notes:create'] } }],
      ['the same account without its office', { body: { title: 'one', owner: 'ann' }, as: { ...ann, admin: true } }],
    ];
    for (const [name, sent] of reused) {
      const answer = await run.send({ as: ann, ...sent, key: 'k' });
      t.match(answer, { status: 422, code: 'idempotency_key_reused', replayed: false }, name);
      t.notMatch(answer.said, '"owner"');
    }
    t.equal(await run.count(), 1);
    const others: TestCaller[] = [{ id: 'bob' }, { id: 'ann', collection: 'staff' }, { admin: true }];
    for (const as of others)
      t.match(await run.send({ body: { title: 'one', owner: 'ann' }, key: 'k', as }), { status: 201, replayed: false }, JSON.stringify(as));
    t.match(await run.send({ body: { title: 'one', owner: 'ann' }, key: 'k' }), { status: 201, replayed: false }, 'anonymous');
    t.equal(await run.count(), 5);
    t.match(await run.send({ body: { title: 'two' }, key: 'k' }), { status: 201, replayed: false }, 'strangers do not block each other');
    t.match(await run.send({ body: { title: 'two' }, key: 'k' }), { status: 201, replayed: true });
    t.equal(await run.count(), 6);
    const spaced = await run.app.request(
      '/api/notes',
      {
        method: 'POST',
        body: '{ "title" : "one", "owner":"ann" }',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      },
      ann,
    );
    t.equal(spaced.headers.get('idempotency-replayed'), 'true', 'how a body is spaced does not matter');
  });

  t.test('what fails is not kept, and changes nothing', async (t) => {
    await using run = await startApp(choice);
    const failing: [string, Sent, number][] = [
      ['a mistake', { body: { title: 'far too long for a title' } }, 400],
      ['a hook that refuses', { body: { title: 'refused' } }, 409],
      ['a bug', { body: { title: 'broken' } }, 500],
      ['an unknown collection', { path: '/api/nothing', body: {} }, 404],
      [
        'a batch',
        {
          path: '/api/batch',
          body: {
            operations: [
              { method: 'create', collection: 'notes', data: { title: 'one' } },
              { method: 'create', collection: 'notes', data: { title: 'refused' } },
            ],
          },
        },
        409,
      ],
      ['a function that fails after its write', { path: '/api/rpc/write', body: { title: 'refused' } }, 409],
      ['an error after the answer', { path: '/api/custom/early' }, 409],
      ['an error as the answer', { path: '/api/custom/error' }, 409],
      ['an answer that cannot be kept', { path: '/api/custom/bytes' }, 500],
    ];
    for (const [name, sent, status] of failing) {
      for (let time = 0; time < 2; time++) {
        const answer = await run.send({ ...sent, key: 'k', as: ann });
        t.match(
          answer,
          { status, replayed: false, location: null, etag: null, type: /^application\/problem\+json/ },
          `${name}: ${answer.said}`,
        );
      }
    }
    t.equal(await run.count(), 0);
    t.strictSame(run.log.committed, []);
    t.equal((await run.send({ body: { title: 'new' }, key: 'k', as: ann })).status, 201, 'the key is still free');
  });

  t.test("an author's route that opts in is done once, however it answers", async (t) => {
    await using run = await startApp(choice);
    const routes: [string, object][] = [
      ['sent', { status: 202, said: '{"made":"sent"}', type: 'application/json; charset=utf-8' }],
      ['awaited', { status: 200, said: 'a,b', type: /^text\/csv/ }],
      ['called', { status: 200, said: '{"called":true}' }],
      ['empty', { status: 200, said: '' }],
    ];
    for (const [number, [name, expected]] of routes.entries()) {
      const first = await run.send({ path: `/api/custom/${name}`, key: name, as: ann });
      t.match(first, expected, name);
      const second = await run.send({ path: `/api/custom/${name}`, key: name, as: ann });
      t.equal(second.replayed, true, name);
      t.strictSame(run.same(second), run.same(first), name);
      t.equal(second.header('x-made'), first.header('x-made'));
      t.not(second.header('x-request-id'), first.header('x-request-id'), 'a replay is a request of its own');
      t.equal(await run.count(), number + 1, name);
    }
    for (let time = 0; time < 2; time++)
      t.match(await run.send({ path: '/api/custom/teapot', key: 't', as: ann }), { status: 418, replayed: false });
    t.equal(await run.count(), routes.length + 2, 'an answer that is no success is not kept');
  });

  t.test('answers that hold credentials are not kept', async (t) => {
    await using run = await startApp(choice);
    for (const path of ['/api/custom/token', '/api/custom/cookie']) {
      t.equal((await run.send({ path, key: path, as: ann })).status, 200);
      const again = await run.send({ path, key: path, as: ann });
      t.match(again, { status: 409, code: 'conflict' }, path);
      t.notMatch(again.said, 'a-secret');
      t.equal(again.header('set-cookie'), null);
      t.match(await run.send({ path, key: path, as: ann, body: { other: 1 } }), { status: 422 }, 'another request is told so');
    }
    t.equal(await run.count(), 2);
  });

  t.test('work that another transaction stopped is run again, from a clean reply', async (t) => {
    await using run = await startApp(choice);
    run.log.deadlocks = 2;
    t.match(await run.send({ path: '/api/rpc/write', body: { title: 'new' }, key: 'a', as: ann }), { status: 200, said: '{"number":1}' });
    run.log.deadlocks = 1;
    const answer = await run.send({ path: '/api/custom/again', key: 'b', as: ann });
    t.match(answer, { status: 200, said: '{"again":true}', type: 'application/json; charset=utf-8' });
    t.equal(answer.header('x-first'), null, 'nothing of the first attempt is left');
    t.equal(await run.count(), 2);
    t.equal(run.log.committed.length, 2);
  });

  t.test('an answer is kept for a day', async (t) => {
    await using run = await startApp(choice);
    const hour = 3_600_000;
    const sent = { body: { title: 'new' }, key: 'k', as: ann };
    await run.send(sent);
    run.app.clock.advance(24 * hour - 1);
    t.equal((await run.send(sent)).replayed, true);
    run.app.clock.advance(1);
    t.match(await run.send(sent), { status: 201, replayed: false });
    run.app.clock.advance(23 * hour);
    t.equal((await run.send(sent)).replayed, true, 'the new answer has a day of its own');
    t.equal(await run.count(), 2);
  });

  t.test('fifty at once have one effect', async (t) => {
    await using run = await startApp(choice);
    for (const [round, sent] of [{ body: { title: 'new' } }, { path: '/api/rpc/write', body: { title: 'new' } }].entries()) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => run.send({ ...sent, key: `k${round}`, as: ann })));
      const [done, replayed, running] = [
        answers.filter((one) => one.status < 300 && !one.replayed),
        answers.filter((one) => one.replayed),
        answers.filter((one) => one.code === 'idempotency_in_progress'),
      ];
      t.equal(done.length, 1);
      t.equal(replayed.length + running.length, 49);
      for (const one of running) t.match([one.status, one.header('retry-after')], [409, '1']);
      for (const one of replayed) t.strictSame(run.same(one), run.same(done[0] as (typeof answers)[0]));
      t.equal(await run.count(), round + 1);
      t.equal((await run.send({ ...sent, key: `k${round}`, as: ann })).replayed, true, 'and afterwards everybody is answered');
    }
  });

  t.test('who comes while the first is running is told so, or waits for its answer', async (t) => {
    await using run = await startApp(choice);
    let release = (): void => {};
    run.log.gate = new Promise((resolve) => {
      release = resolve;
    });
    const sent = { body: { title: 'slow' }, key: 'k', as: ann };
    const first = run.send(sent);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = run.send(sent);
    const other = run.send({ body: { title: 'new' }, key: 'other', as: ann });
    if (choice.postgres !== undefined) {
      t.match(await second, { status: 409, code: 'idempotency_in_progress' });
      t.equal((await other).status, 201, 'another key does not wait');
    }
    release();
    t.equal((await first).status, 201);
    if (choice.postgres === undefined) t.match(await second, { status: 201, replayed: true });
    await other;
    t.equal(await run.count(), 2);
  });
});

for (const { name, skip, open: connect, remove } of testDatabases('idempotency')) {
  t.test(`${name}: answers that are too old are taken away in small steps`, { skip }, async (t) => {
    const database = await connect();
    t.teardown(async () => {
      await database.close();
      await remove();
    });
    await up(database);
    let now = Date.parse('2026-01-01T00:00:00Z');
    const idempotency = new Idempotency({ database, planner: new Planner(database.dialect, new Map()), now: () => new Date(now) });
    const done = { answer: { status: 200, headers: {}, body: '' }, keep: 'answer' } as const;
    const keep = (key: string) => idempotency.run({ caller: anonymous, key, hash: 'h' }, async () => done);
    const count = async () => Number((await database.query({ sql: 'select count(*) as n from plinth_idempotency' }, []))[0]?.['n']);
    await database.transaction(async () => {
      for (let number = 0; number < 600; number++) await keep(`old ${number}`);
    });
    now += 25 * 3_600_000;
    await keep('first');
    t.equal(await count(), 101, 'one step');
    await keep('second');
    t.equal(await count(), 2, 'the next key goes on');
    await keep('third');
    t.equal(await count(), 3, 'what is young stays');
  });
}
