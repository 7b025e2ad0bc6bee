import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t, { type Test } from 'tap';
import { operatorsOf } from '../../../core/where/operators.ts';
import { eachDatabase } from '../../each-database.ts';
import { ann, type BadInputApp, bob, ids, startBadInputApp } from './bad-input-app.ts';
import { as, type BadInput, badBodies, badRequests, badValues, posting } from './bad-input-cases.ts';
import { type Answer, send, sendBytes } from './exchange.ts';

/** What an answer may not speak of: stacks, statements, places, products and their versions. */
const inside =
  /\bat .+:\d+|node_modules|\.[tj]s\b|\bselect\b.+\bfrom\b|insert into|sqlite|postgres|kysely|fastify|\bajv\b|FST_|SQLITE_|\/tmp\b|\/home\b|\d+\.\d+\.\d+/i;

/** Milliseconds that an answer may take. A machine that was busy for a moment gets another try. */
const patience = 1000;

async function perform(port: number, sent: BadInput['sent']): Promise<Answer> {
  const once = () => ('bytes' in sent ? sendBytes(port, sent.bytes) : send(port, sent));
  let answer = await once();
  for (let tries = 0; tries < 2 && answer.milliseconds > patience; tries++) answer = await once();
  return answer;
}

function isRefusal(t: Test, answer: Answer, { status, code }: Pick<BadInput, 'status' | 'code'>): void {
  const problem = JSON.parse(answer.body || '{}') as Record<string, unknown>;
  t.equal(`${answer.status} ${problem['code']}`, `${status} ${code}`);
  t.equal(problem['status'], status, 'the body says the status too');
  t.match(answer.headers['content-type'], /^application\/problem\+json/);
  t.match(problem['instance'], /^[0-9a-f-]{36}$/, 'the body names the request');
  t.notMatch(answer.body, inside, 'nothing of the inside');
  t.notOk(answer.headers.server ?? answer.headers['x-powered-by'], 'no header names the product');
  t.ok(answer.milliseconds < patience, 'at once');
}

/** Sends every input, and after each sees to it that nothing was stored and that others are still served. */
async function refuseAll(t: Test, app: BadInputApp, inputs: readonly BadInput[]): Promise<void> {
  const before = await app.contents();
  for (const input of inputs) {
    await t.test(`${input.number}: ${input.name} is refused with ${input.code}`, async (t) => {
      isRefusal(t, await perform(app.port, input.sent), input);
      t.equal(await app.contents(), before, 'nothing is stored');
      const next = await send(app.port, { path: `/api/posts/${ids.annsPost}`, headers: as('ann') });
      t.match([next.status, next.body], [200, '"title":"first"'], 'the next request is served');
    });
  }
}

/** Bytes that the process holds once everything that can go has gone. */
async function memory(): Promise<number> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  await new Promise((resolve) => setTimeout(resolve, 50));
  return process.memoryUsage().rss;
}

t.test('bad HTTP and bad JSON', async (t) => {
  const app = await startBadInputApp({});
  t.teardown(app.close);
  await app.contents();
  const before = await memory();

  await refuseAll(t, app, [...badBodies, ...badRequests]);

  await t.test('4: who sends more than he reads still finds his answer', async (t) => {
    const socket = connect(app.port, '127.0.0.1');
    const lost = new Promise<string>((resolve) => socket.on('error', (error) => resolve(`the connection was lost: ${error.message}`)));
    socket.pause();
    socket.write(posting('Content-Length: 20000000'));
    for (let sent = 0; sent < 20; sent++) socket.write(Buffer.alloc(1_000_000, 'a'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const answer = new Promise<string>((resolve) => socket.once('data', (part) => resolve(part.toString())));
    socket.resume();
    t.match(await Promise.race([lost, answer]), /^HTTP\/1\.1 413 [\s\S]*\r\nconnection: close\r\n/i);
    socket.destroy();
  });

  await t.test('5: of a body without end, no more is read than the limit and 64 kB', async (t) => {
    const endless = badBodies.find(({ number }) => number === 5) as BadInput;
    const connected = once(app.server, 'connection') as Promise<[Socket]>;
    const answer = await perform(app.port, endless.sent);
    t.equal(answer.status, 413);
    const [socket] = await connected;
    t.ok(socket.bytesRead <= 1_048_576 + 65_536 + 1024, `${socket.bytesRead} bytes were read`);
  });

  await t.test('10: half a million lists do not hold up others', async (t) => {
    const deep = badBodies.filter(({ number }) => number === 9 || number === 10);
    const worst = async () => {
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      for (const { sent } of deep) await perform(app.port, sent);
      delay.disable();
      return delay.max / 1e6;
    };
    t.ok(Math.min(await worst(), await worst(), await worst()) < 250);
  });

  await t.test('12: no prototype was touched', async (t) => {
    t.equal(({} as Record<string, unknown>)['admin'], undefined);
  });

  await t.test('34: a method in a header is ignored', async (t) => {
    const contents = await app.contents();
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const answer = await send(app.port, { path: `/api/posts/${ids.annsPost}`, headers: { ...as('ann'), [name]: 'DELETE' } });
      t.match([answer.status, answer.body], [200, '"title":"first"'], name);
    }
    const listed = await send(app.port, { path: '/api/posts?_method=DELETE', headers: as('ann') });
    t.equal(listed.status, 400, 'nor is one taken from the query');
    t.equal(await app.contents(), contents);
  });

  await t.test('35: a refused token is told how to sign in', async (t) => {
    const answer = await send(app.port, { path: '/api/posts', headers: { authorization: 'Bearer' } });
    t.equal(answer.headers['www-authenticate'], 'Bearer');
  });

  await t.test('33: a connection on which nothing is ever said does not hold up the end', async (t) => {
    const other = await startBadInputApp({});
    const silent = connect(other.port, '127.0.0.1');
    silent.on('error', () => undefined);
    await once(other.server, 'connection');
    const started = performance.now();
    await other.close();
    t.ok(performance.now() - started < patience);
    silent.destroy();
  });

  await t.test('the process has not grown', async (t) => {
    const growth = (await memory()) - before;
    t.ok(growth < 100_000_000, `by ${growth} bytes`);
  });
});

eachDatabase(t, async (t, choice) => {
  const app = await startBadInputApp(choice);
  t.teardown(app.close);
  const get = (path: string, name = 'ann') => send(app.port, { path, headers: as(name) });
  const json = { 'content-type': 'application/json' };

  await refuseAll(t, app, badValues);

  await t.test('15, 16: numbers are kept exactly as they were meant', async (t) => {
    const kept = [
      ['-0', 0],
      ['1.0', 1],
      ['1e2', 100],
      ['9007199254740991', Number.MAX_SAFE_INTEGER],
      ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ] as const;
    for (const [written, count] of kept) {
      const body = `{"title":"number","author":"${ann}","count":${written},"data":${written}}`;
      const made = await send(app.port, { method: 'POST', path: '/api/posts', headers: { ...json, ...as('ann') }, body });
      t.equal(made.status, 201, written);
      const read = JSON.parse((await get(made.headers.location as string)).body) as Record<string, unknown>;
      t.ok(Object.is(read['count'], count) && Object.is(read['data'], count), `${written} is ${count}`);
      await app.records.delete('posts', read['id'] as string);
    }
  });

  await t.test('26: a cursor is good for its own list only', async (t) => {
    const page = async (path: string, name?: string) => (JSON.parse((await get(path, name)).body) as { next: string }).next;
    const cursor = await page('/api/posts?limit=1');
    const edited = `${cursor.slice(0, -4)}${cursor.at(-4) === 'A' ? 'B' : 'A'}${cursor.slice(-3)}`;
    const foreign: readonly (readonly [name: string, path: string, as?: string])[] = [
      ['garbage', '/api/posts?cursor=garbage'],
      ['nothing', '/api/posts?cursor='],
      ['base64 of JSON', `/api/posts?cursor=${Buffer.from('["x"]').toString('base64url')}`],
      ['an edited one', `/api/posts?limit=1&cursor=${edited}`],
      ['half of one', `/api/posts?limit=1&cursor=${cursor.slice(0, cursor.length / 2)}`],
      ['one with a line break', `/api/posts?limit=1&cursor=${cursor}%0A`],
      ['that of another collection', `/api/posts?limit=1&cursor=${await page('/api/users?limit=1')}`],
      ['that of another filter', `/api/posts?limit=1&cursor=${await page('/api/posts?limit=1&where={"count":{"gt":0}}')}`],
      [
        'that of another filter in brackets',
        `/api/posts?limit=1&where[count][gt]=-1&cursor=${await page('/api/posts?limit=1&where[count][gt]=0')}`,
      ],
      ['that of another order', `/api/posts?limit=1&cursor=${await page('/api/posts?limit=1&sort=-count')}`],
      ['that of another caller', `/api/posts?limit=1&cursor=${await page('/api/posts?limit=1', 'bob')}`],
      ['one’s own, for another caller', `/api/posts?limit=1&cursor=${cursor}`, 'bob'],
    ];
    for (const [name, path, as] of foreign) {
      await t.test(name, async (t) => isRefusal(t, await get(path, as), { status: 400, code: 'invalid_cursor' }));
    }
    const next = await get(`/api/posts?limit=1&cursor=${cursor}`);
    t.match([next.status, next.body], [200, '"title":"second"'], 'its own list goes on');
  });

  await t.test('28–30: a hidden field answers exactly like one that does not exist', async (t) => {
    const written = (condition: unknown) => `/api/posts?where=${encodeURIComponent(JSON.stringify(condition))}`;
    const values = { in: ['x'], notIn: ['x'] } as Readonly<Record<string, unknown>>;
    const asked: ((name: string) => string)[] = [
      ...[...new Set(Object.values(operatorsOf).flat())].map(
        (operator) => (name: string) => written({ [name]: { [operator]: values[operator] ?? 'x' } }),
      ),
      ...['x', null, { eq: null }, { regex: 'x' }, { some: { id: 'x' } }, {}, []].map(
        (value) => (name: string) => written({ [name]: value }),
      ),
      (name) => written({ and: [{ or: [{ not: { [name]: 'x' } }] }] }),
      (name) => written({ or: [{ count: 1 }, { [name]: { startsWith: 'x' } }] }),
      (name) => written({ author: { posts: { some: { [name]: 'x' } } } }),
      (name) => `/api/posts?where[${name}][startsWith]=x`,
      (name) => `/api/posts?where[not][${name}]=x`,
      (name) => `/api/posts?sort=${name}`,
      (name) => `/api/posts?sort=count,-${name}`,
      (name) => `/api/posts?fields=id,${name}`,
      (name) => `/api/posts?expand=${name}`,
      (name) => `/api/posts/${ids.annsPost}?fields=${name}`,
      ...['groupBy', 'max', 'min', 'sum', 'avg', 'distinct'].map((figure) => (name: string) => `/api/posts/aggregate?${figure}=${name}`),
    ];
    const related: ((name: string) => string)[] = [
      (name) => written({ author: { [name]: 'x' } }),
      (name) => written({ not: { author: { [name]: { startsWith: 'h' } } } }),
      (name) => `/api/posts?where[author][${name}][startsWith]=h`,
      (name) => `/api/posts?sort=author.${name}`,
      (name) => `/api/posts?expand=author.${name}`,
      (name) => `/api/posts/aggregate?groupBy=author.${name}&count=true`,
      (name) => `/api/posts/aggregate?max=author.${name}`,
      (name) => `/api/users?where[posts][some][author][${name}]=x`,
    ];
    const pairs = [
      ...asked.flatMap((path) => [
        [path('secretCode'), path('secretCope')],
        [path('secretNumber'), path('secretNumbed')],
      ]),
      ...related.flatMap((path) => [
        [path('passwordHash'), path('passwordHass')],
        [path('resetToken'), path('resetTaken')],
      ]),
    ] as [string, string][];
    const plain = (answer: Answer) =>
      answer.body.replace(/"instance":"[^"]+"/, '').replace(/Cope|Numbed|Hass|Taken/g, (name) => twins[name] as string);
    const twins: Readonly<Record<string, string>> = { Cope: 'Code', Numbed: 'Number', Hass: 'Hash', Taken: 'Token' };
    for (const name of ['ann', 'bob', 'admin']) {
      for (const [hidden, missing] of pairs) {
        const [one, other] = [await get(hidden, name), await get(missing, name)];
        t.match([one.status, one.body], [400, '"code":"unknown_field"'], `${name}: ${decodeURIComponent(hidden)}`);
        t.equal(plain(one), plain(other), 'the same words');
      }
    }
    isRefusal(t, await get('/api/posts/aggregate?aggregate=max(secretCode)'), { status: 400, code: 'unknown_parameter' });
  });

  await t.test('27: a filter as large as it may be is answered', async (t) => {
    const many = [ids.annsPost, ...Array.from({ length: 499 }, (_, index) => `${ids.missing.slice(0, -3)}${100 + index}`)];
    const listed = await get(`/api/posts?where=${encodeURIComponent(JSON.stringify({ id: { in: many } }))}`);
    t.match([listed.status, listed.body], [200, ids.annsPost]);
    const brackets = await get(`/api/posts?${many.map((id) => `where${encodeURIComponent('[id][in]')}=${id}`).join('&')}`);
    t.equal(brackets.body, listed.body);
    const tooMany = app.records.list('posts', { where: { count: { in: Array.from({ length: 40_000 }, (_, index) => index) } } });
    await t.rejects(tooMany, { code: 'filter_too_complex' }, 'a longer one is refused inside too');
  });

  await t.test('31: what a pattern would need is at most text', async (t) => {
    const answer = await get(`/api/posts?where[title][contains]=${encodeURIComponent('(a+)+$')}`);
    t.match([answer.status, answer.body], [200, '"items":[]']);
  });

  await t.test('36: of two changes of one version, one is too late', async (t) => {
    const change = (count: number) =>
      send(app.port, {
        method: 'PATCH',
        path: `/api/posts/${ids.bobsPost}`,
        headers: { ...json, ...as('bob'), 'if-match': '"1"' },
        body: JSON.stringify({ count }),
      });
    const answers = await Promise.all([change(21), change(22), change(23)]);
    t.strictSame(answers.map(({ status }) => status).sort(), [200, 412, 412]);
    t.equal((await app.records.get('posts', ids.bobsPost))['version'], 2);
  });

  await t.test('51: the private record of another is not there', async (t) => {
    const before = await app.contents();
    const without = ({ body }: Answer) => body.replace(/"instance":"[^"]+"/, '');
    for (const method of ['GET', 'PATCH', 'DELETE', 'HEAD']) {
      const [there, missing] = await Promise.all(
        [ids.annsNote, ids.missing].map((id) =>
          send(app.port, {
            method,
            path: `/api/notes/${id}`,
            headers: { ...json, ...as('bob') },
            ...(method === 'PATCH' && { body: '{"words":"mine"}' }),
          }),
        ),
      );
      if (!there || !missing) return;
      if (method === 'HEAD') t.equal(there.status, 404);
      else isRefusal(t, there, { status: 404, code: 'not_found' });
      t.equal(without(there), without(missing), `${method} answers like an id that was never given`);
    }
    for (const id of [ids.annsNote, ids.missing]) {
      const put = await send(app.port, {
        method: 'PUT',
        path: `/api/notes/${id}`,
        headers: { ...json, ...as('bob') },
        body: JSON.stringify({ owner: ann }),
      });
      t.ok([403, 404].includes(put.status), `PUT: ${put.status}`);
    }
    const listed = await get('/api/notes?count=exact', 'bob');
    t.match(JSON.parse(listed.body), { items: [{ id: ids.bobsNote }], total: 1 }, 'nor in a list or a count');
    t.notMatch(listed.body, ids.annsNote);
    const summed = await get('/api/notes/aggregate?count=true&groupBy=owner', 'bob');
    t.strictSame(JSON.parse(summed.body), { groups: [{ key: { owner: bob }, count: 1 }] });
    t.equal(await app.contents(), before);
  });
});
