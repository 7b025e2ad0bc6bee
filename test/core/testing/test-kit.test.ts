import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { AppError, ConfigError, defineConfig, integer, relation, text } from 'plinth';
import { createTestApp, expectAllowed, expectDenied, TestClock } from 'plinth/testing';
import t from 'tap';
import { type DatabaseChoice, eachDatabase } from '../../each-database.ts';

const ann = '01900000-0000-7000-8000-00000000000a';
const bob = '01900000-0000-7000-8000-00000000000b';

const config = defineConfig({
  collections: {
    users: { auth: { claims: ['role'] }, fields: { name: text(), role: text() }, access: { read: true } },
    notes: {
      fields: { words: text({ required: true }), stars: integer({ default: 0, min: 0 }), owner: relation('users') },
      access: {
        read: ({ caller }) => ({ owner: caller.id }),
        create: ({ caller }) => ({ owner: caller.id }),
        update: ({ caller }) => ({ owner: caller.id }),
      },
    },
    drafts: { fields: { words: text() }, access: { read: ({ caller }) => caller.claims.role === 'editor' } },
  },
});

/** An app with two accounts in it. */
async function start(choice: DatabaseChoice, now?: Date) {
  const test = await createTestApp(config, { ...choice, ...(now && { now }) });
  for (const [id, name] of [
    [ann, 'Ann'],
    [bob, 'Bob'],
  ] as const)
    await test.records.create('users', { id, name, email: `${name}@x.example` });
  return test;
}

/** A place of this file's own, so that whatever is left behind can be told from what other tests are using. */
async function ownPlace(choice: DatabaseChoice) {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-kit-'));
  const outside = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  const name = `plinth_kit_${process.pid}`;
  const run = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<{ name: string }>(sql)).rows.map((row) => row.name);
    } finally {
      await client.end();
    }
  };
  const { postgres: server } = choice;
  if (server !== undefined) await run(server, `create database ${name}`);
  const postgres = server === undefined ? undefined : Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return {
    choice: postgres === undefined ? {} : { postgres },
    /** What there is of folders, schemas and connections. */
    async left(): Promise<readonly string[]> {
      if (postgres === undefined) return readdirSync(folder);
      const schemas = await run(postgres, "select nspname as name from pg_namespace where nspname !~ '^(pg_|information_schema|public)'");
      const sessions = await run(
        postgres,
        'select pid::text as name from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      return [...readdirSync(folder), ...schemas, ...sessions];
    },
    async remove(): Promise<void> {
      if (outside === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = outside;
      rmSync(folder, { recursive: true });
      if (server !== undefined) await run(server, `drop database ${name} with (force)`);
    },
  };
}

eachDatabase(t, async (t, choice) => {
  const place = await ownPlace(choice);
  t.teardown(() => place.remove());

  await t.test('two apps know nothing of each other', async (t) => {
    await using one = await start(place.choice);
    await using other = await start(place.choice);
    await one.records.create('notes', { words: 'mine' });
    t.match(await one.records.list('notes'), { items: [{ words: 'mine' }] });
    t.strictSame((await other.records.list('notes')).items, []);
    t.notOk(one.app.server.server.listening, 'nothing listens');
  });

  await t.test('the clock stands still until it is moved', async (t) => {
    await using test = await start(place.choice, new Date('2026-01-01T00:00:00.000Z'));
    const note = await test.records.create('notes', { words: 'x' });
    t.equal(note['createdAt'], '2026-01-01T00:00:00.000Z');
    test.clock.advance(90_000);
    const changed = await test.records.update('notes', note['id'] as string, { data: { words: 'y' } });
    t.match(changed, { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:01:30.000Z' });
    test.clock.set('2030-12-31T23:59:59.999Z');
    t.match(await test.records.create('notes', { words: 'z' }), { createdAt: '2030-12-31T23:59:59.999Z' });
    t.equal(new TestClock(new Date(5)).now().getTime(), 5);
  });

  await t.test('an app that is closed leaves nothing behind', async (t) => {
    const test = await start(place.choice);
    t.ok((await place.left()).length > 0, 'there was something');
    const { data } = test.app.settings;
    await test.close();
    t.strictSame([await place.left(), existsSync(data)], [[], false]);
    await test.close();
    t.pass('and may be closed again');
  });

  await t.test('an app ends with its scope, even where that fails', async (t) => {
    const failing = async () => {
      await using test = await start(place.choice);
      await test.records.get('notes', ann);
    };
    await t.rejects(failing(), { code: 'not_found' });
    t.strictSame(await place.left(), []);
  });

  await t.test('a config that is wrong leaves nothing behind', async (t) => {
    const wrong = createTestApp({ collections: { notes: { fields: { owner: relation('nobody') } } } }, place.choice);
    await t.rejects(wrong, ConfigError);
    t.strictSame(await place.left(), []);
  });

  await t.test('an app takes nothing from the environment of the tests', async (t) => {
    const variables = {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      PLINTH_DATA: '/nowhere',
      PLINTH_LOG: 'nonsense',
      PLINTH_SECRET: 'x',
    };
    const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, variables);
    t.teardown(() => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    await using test = await start(place.choice);
    t.match(await test.records.list('users'), { items: [{ name: 'Ann' }, { name: 'Bob' }] });
  });

  await t.test('callers', async (t) => {
    await using test = await start(place.choice);
    const note = await test.as({ id: ann }).notes.create({ words: 'ann’s', owner: ann });

    await t.test('each has rules of his own, through the client, the verbs and plain HTTP', async (t) => {
      const seen = { ann: [note.id], bob: [], nobody: [], admin: [note.id] };
      const callers = { ann: { id: ann }, bob: { id: bob }, nobody: {}, admin: { admin: true } };
      for (const [name, caller] of Object.entries(callers)) {
        const expected = seen[name as keyof typeof seen];
        t.strictSame(
          (await test.as(caller).notes.list()).items.map(({ id }) => id),
          expected,
          name,
        );
        t.strictSame(
          (await test.recordsAs(caller).list('notes')).items.map(({ id }) => id),
          expected,
          name,
        );
        const answer = (await (await test.request('/api/notes', {}, caller)).json()) as { items: { id: string }[] };
        t.strictSame(
          answer.items.map(({ id }) => id),
          expected,
          name,
        );
      }
      t.strictSame((await test.client.notes.list()).items, [], 'the client is anonymous');
      t.match((await test.records.list('notes')).items, [{ id: note.id }], 'the system has no rules');
    });

    await t.test('claims and scopes ride along', async () => {
      await expectAllowed(test.as({ id: ann, claims: { role: 'editor' } }).drafts.list());
      await expectDenied(test.as({ id: ann, claims: { role: 'member' } }).drafts.list(), 'forbidden');
      await expectDenied(test.as({ id: ann, scopes: ['users:read'] }).notes.list(), 'insufficient_scope');
    });

    await t.test('nobody is let in by a header of his own making', async (t) => {
      for (const value of ['ann', ann, '', '__proto__', 'true']) {
        const answer = await test.request('/api/notes', { headers: { 'x-test-caller': value } });
        t.strictSame(await answer.json(), { items: [], next: null }, JSON.stringify(value));
      }
    });

    await t.test('the client throws what the server answers', async (t) => {
      await t.rejects(test.client.notes.create({ words: 'x', owner: ann }), { code: 'unauthorized', status: 401 });
      await t.rejects(test.as({ id: ann }).notes.create({ words: 'x', owner: ann, stars: -1 }), { code: 'validation_failed', status: 400 });
    });
  });

  await t.test('expectAllowed and expectDenied', async (t) => {
    await using test = await start(place.choice);
    const { id } = await test.as({ id: ann }).notes.create({ words: 'x', owner: ann });
    const rename = { data: { words: 'y' } };

    t.match(await expectAllowed(test.as({ id: ann }).notes.get(id)), { words: 'x' }, 'what is allowed is answered');
    t.match(
      await expectAllowed(() => test.recordsAs({ id: ann }).update('notes', id, rename)),
      { words: 'y' },
      'a call may be made by a function',
    );
    const refusals: readonly (readonly [name: string, call: () => Promise<unknown>, code: string])[] = [
      ['through the client', () => test.as({ id: bob }).notes.get(id), 'not_found'],
      ['through the verbs', () => test.recordsAs({ id: bob }).get('notes', id), 'not_found'],
      ['to create', () => test.as({ id: bob }).notes.create({ words: 'x', owner: ann }), 'forbidden'],
      ['to anonymous callers', () => test.client.drafts.list(), 'unauthorized'],
      ['to delete', () => test.recordsAs({ id: ann }).delete('notes', id), 'forbidden'],
    ];
    for (const [name, call, code] of refusals) {
      await expectDenied(call);
      await expectDenied(call(), code);
      await t.rejects(
        expectAllowed(call),
        { name: 'AssertionError', message: `expected to be allowed, but was refused with "${code}"` },
        name,
      );
      await t.rejects(
        expectDenied(call, 'conflict'),
        { name: 'AssertionError', actual: code, expected: 'conflict' },
        `${name}: another code`,
      );
    }
    await t.rejects(
      expectDenied(test.as({ id: ann }).notes.get(id)),
      { name: 'AssertionError', actual: 'allowed' },
      'what is allowed is not denied',
    );
    await t.rejects(
      expectDenied(async () => undefined, 'forbidden'),
      { name: 'AssertionError', expected: 'forbidden' },
    );

    const stale = () => test.as({ id: ann }).notes.update(id, { words: 'z' }, { version: 7 });
    await t.rejects(expectDenied(stale), { code: 'precondition_failed' }, 'a refusal of another kind is none of access');
    await expectDenied(stale, 'precondition_failed');
    const broken = () => {
      throw new TypeError('a mistake in the test');
    };
    await t.rejects(expectDenied(broken), TypeError, 'a mistake does not pass for a refusal');
    await t.rejects(expectDenied(broken, 'forbidden'), TypeError);
    await t.rejects(expectAllowed(broken), TypeError);
    await t.rejects(expectAllowed(Promise.reject(new AppError('conflict'))), { code: 'conflict' });
  });
});
