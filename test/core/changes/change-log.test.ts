import { AppError, integer, type RecordHooks, relation, secret, text } from 'plinth';
import t, { type Test } from 'tap';
import type { Change } from '../../../core/changes/change.ts';
import { type TestDatabase, testDatabases } from '../database/databases.ts';
import { eventually, type Instance, openInstance } from './instance.ts';

const open = { read: true, create: true, update: true, delete: true } as const;

const stamping: RecordHooks = {
  beforeWrite(event) {
    if (event.action !== 'delete') event.data['size'] = String(event.data['title'] ?? '').length;
  },
  async afterWrite({ action, after, records }) {
    if (after?.['title'] === 'refused') throw new AppError('conflict');
    if (action === 'create') await records.create('traces', { title: `of ${String(after?.['title'])}` });
  },
};

const declared = {
  notes: { fields: { title: text(), rank: integer(), key: secret(), inner: text({ hidden: true }) }, access: open },
  parts: {
    fields: {
      title: text(),
      note: relation('notes', { onDelete: 'cascade' }),
      kept: relation('notes', { onDelete: 'setNull' }),
      among: relation('notes', { many: true }),
    },
    access: open,
  },
  hooked: { fields: { title: text(), size: integer() }, access: open, hooks: stamping },
  traces: { fields: { title: text() }, access: open },
  numbered: { id: 'integer', fields: { title: text() }, access: open },
  quiet: { fields: { title: text() }, access: open, changes: false },
  lasting: { fields: { title: text() }, access: open, history: true },
  passing: { fields: { title: text() }, access: open, history: '1h' },
};

/** What a piece of work appends to the log. */
async function appended({ log }: Instance, work: () => Promise<unknown>): Promise<Change[]> {
  const { last } = await log.bounds();
  await work();
  return log.read(last, 500);
}

const brief = (changes: readonly Change[]) =>
  changes.map(({ action, collection, before, after }) => [action, collection, before?.['version'] ?? 0, after?.['version'] ?? 0]);

for (const database of testDatabases('changes')) {
  t.test(database.name, { skip: database.skip }, async (t) => {
    t.teardown(() => database.remove());
    await t.test('what is appended', (t) => appending(t, database));
    await t.test('durable readers', (t) => following(t, database));
    await t.test('trimming', (t) => trimming(t, database));
  });
}

async function appending(t: Test, database: TestDatabase) {
  const app = await openInstance(database, declared);
  t.teardown(() => app.close());
  const { records, as, clock } = app;
  const create = async (collection: string, data: object) => (await records.create(collection, { ...data }))['id'] as string;

  await t.test('a create, an update and a delete: the whole record before and after, who, when, why', async (t) => {
    clock.set('2030-01-02T03:04:05.678Z');
    let id = '';
    const changes = await appended(app, async () => {
      id = (await as('ann', 'r1').create('notes', { title: 'one', rank: 1, key: 'hush' }))['id'] as string;
      clock.advance(1000);
      await as('bob', 'r2').update('notes', id, { data: { title: 'two' } });
      await records.delete('notes', id);
    });
    const [made, changed, gone] = changes as [Change, Change, Change];
    t.strictSame(brief(changes), [
      ['create', 'notes', 0, 1],
      ['update', 'notes', 1, 2],
      ['delete', 'notes', 2, 0],
    ]);
    t.match(made, { id, caller: { collection: 'users', id: 'ann' }, requestId: 'r1', at: '2030-01-02T03:04:05.678Z', before: undefined });
    t.match(made.after, { id, title: 'one', rank: 1, inner: null, createdAt: '2030-01-02T03:04:05.678Z' }, 'hidden fields included');
    t.type(made.after?.['key'], 'string');
    t.notMatch(JSON.stringify(changes), /hush/, 'a secret is sealed in the log, too');
    t.match(changed, { id, caller: { collection: 'users', id: 'bob' }, requestId: 'r2', at: '2030-01-02T03:04:06.678Z' });
    t.strictSame(changed.before, made.after);
    t.strictSame(changed.after, { ...made.after, title: 'two', version: 2, updatedAt: '2030-01-02T03:04:06.678Z' });
    t.strictSame(gone.before, changed.after, 'images chain');
    t.strictSame([gone.after, gone.caller, gone.requestId], [undefined, undefined, undefined], 'the system has no name and no request');
    t.strictSame([changed.position - made.position, gone.position - changed.position], [1, 1], 'positions are dense');
  });

  await t.test('a write that changes nothing appends nothing', async (t) => {
    const id = await create('notes', { title: 'same' });
    t.strictSame(await appended(app, () => records.update('notes', id, { data: { title: 'same' } })), []);
    t.strictSame(await appended(app, () => records.updateMany('notes', { title: 'same' }, { title: 'same' })), []);
  });

  await t.test('put: a create, a replacement, and nothing', async (t) => {
    const id = '0190aaaa-0000-7000-8000-000000000001';
    const changes = await appended(app, async () => {
      for (const title of ['a', 'b', 'b']) await records.put('notes', id, { title });
    });
    t.strictSame(brief(changes), [
      ['create', 'notes', 0, 1],
      ['update', 'notes', 1, 2],
    ]);
  });

  await t.test('ids keep their type', async (t) => {
    const [change] = await appended(app, () => records.create('numbered', { title: 'x' }));
    t.strictSame([change?.id, change?.after?.['id']], [1, 1]);
  });

  await t.test('a delete appends what it does to the records that refer to it', async (t) => {
    const note = await create('notes', { title: 'target' });
    await create('parts', { title: 'goes', note });
    await create('parts', { title: 'stays', kept: note });
    const other = await create('notes', { title: 'other' });
    await create('parts', { title: 'holds', among: [note, other] });
    const changes = await appended(app, () => as('ann', 'r9').delete('notes', note));
    const told = changes.map(({ action, collection, before, after }) => `${action} ${collection} ${String((after ?? before)?.['title'])}`);
    t.strictSame(told.sort(), ['delete notes target', 'delete parts goes', 'update parts holds', 'update parts stays']);
    const unlinked = changes.find(({ after }) => after?.['title'] === 'holds');
    t.strictSame([unlinked?.before?.['among'], unlinked?.after?.['among']], [[note, other], [other]]);
    t.strictSame(changes.find(({ after }) => after?.['title'] === 'stays')?.after?.['kept'], null);
    t.strictSame([...new Set(changes.filter(({ action }) => action === 'delete').map(({ requestId }) => requestId))], ['r9']);
  });

  await t.test('changing and deleting many: one line for each record that differs', async (t) => {
    for (const title of ['m1', 'm2', 'm3']) await create('notes', { title, rank: title === 'm3' ? 9 : 8 });
    const where = { title: { startsWith: 'm' } };
    t.strictSame(brief(await appended(app, () => records.updateMany('notes', where, { rank: 9 }))), [
      ['update', 'notes', 1, 2],
      ['update', 'notes', 1, 2],
    ]);
    t.equal((await appended(app, () => records.deleteMany('notes', where))).length, 3);
    t.strictSame(await appended(app, () => records.deleteMany('notes', where)), []);
  });

  await t.test('hooks: what they change is in the image, what they write is in the log, what they refuse is not', async (t) => {
    const changes = await appended(app, () => as('ann', 'r3').create('hooked', { title: 'four' }));
    t.match(changes, [
      { collection: 'hooked', after: { size: 4 }, requestId: 'r3' },
      { collection: 'traces', after: { title: 'of four' } },
    ]);
    t.strictSame(await appended(app, () => t.rejects(records.create('hooked', { title: 'refused' }), { code: 'conflict' })), []);
  });

  await t.test(
    'a transaction that is rolled back appends nothing; one that commits, all of it; a savepoint only its own part',
    async (t) => {
      const rolledBack = await appended(app, () =>
        t.rejects(
          records.transaction(async (inner) => {
            await inner.create('notes', { title: 'never' });
            throw new Error('no');
          }),
          { message: 'no' },
        ),
      );
      t.strictSame(rolledBack, []);
      const committed = await appended(app, () =>
        records.transaction(async (inner) => {
          await inner.create('notes', { title: 'first' });
          await t.rejects(
            inner.transaction(async (innermost) => {
              await innermost.create('notes', { title: 'undone' });
              throw new Error('no');
            }),
          );
          await inner.create('notes', { title: 'last' });
        }),
      );
      t.strictSame(
        committed.map(({ after }) => after?.['title']),
        ['first', 'last'],
      );
      t.strictSame(await appended(app, () => t.rejects(records.update('notes', String(committed[0]?.id), { data: { title: 5 } }))), []);
    },
  );

  await t.test('within a transaction its changes are in no order yet', async (t) => {
    const { last } = await app.log.bounds();
    const changes = await appended(app, () =>
      records.transaction(async (inner) => {
        await inner.create('notes', { title: 'x' });
        if (app.database.dialect.changeOrder === 'position') t.equal((await app.log.bounds()).last, last);
      }),
    );
    t.strictSame(
      changes.map(({ position }) => position),
      [last + 1],
    );
  });

  await t.test('a collection may stay out of the log', async (t) => {
    const changes = await appended(app, async () => {
      const id = await create('quiet', { title: 'x' });
      await records.update('quiet', id, { data: { title: 'y' } });
      await records.delete('quiet', id);
    });
    t.strictSame(changes, []);
  });

  await t.test('one record’s changes, newest first', async (t) => {
    const id = await create('notes', { title: '1' });
    for (const title of ['2', '3']) await records.update('notes', id, { data: { title } });
    const all = await app.log.ofRecord('notes', id, { below: Number.MAX_SAFE_INTEGER, limit: 10 });
    t.strictSame(
      all.map(({ after }) => after?.['title']),
      ['3', '2', '1'],
    );
    const older = await app.log.ofRecord('notes', id, { below: all[0]?.seq ?? 0, limit: 1 });
    t.strictSame(older[0]?.after?.['title'], '2');
  });
}

/** A reader that keeps the titles that it was given. */
function collector() {
  const batches: Change[][] = [];
  return {
    batches,
    run: async (changes: readonly Change[]) => void batches.push([...changes]),
    titles: () => batches.flat().map(({ after, before }) => String((after ?? before)?.['title'])),
  };
}

async function following(t: Test, database: TestDatabase) {
  let name = 0;
  const fresh = () => `reader ${++name}`;
  const start = async (t: Test) => {
    const app = await openInstance(database, declared);
    let closed = false;
    const close = async () => {
      if (!closed) await app.close();
      closed = true;
    };
    t.teardown(close);
    return { ...app, close };
  };
  const write = async ({ records }: Pick<Instance, 'records'>, ...titles: string[]) => {
    for (const title of titles) await records.create('traces', { title });
  };

  await t.test('a new reader begins at the end; a known one where it was, in whichever process', async (t) => {
    const reader = fresh();
    const first = await start(t);
    await write(first, 'before');
    const one = collector();
    await first.followers.follow(reader, one.run);
    await write(first, 'a', 'b');
    await eventually(() => one.titles().length === 2);
    await first.close();
    const second = await start(t);
    await write(second, 'c', 'd');
    const two = collector();
    await second.followers.follow(reader, two.run);
    await eventually(() => two.titles().length === 2);
    t.strictSame(
      [one.titles(), two.titles()],
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    );
  });

  await t.test('wakes at once, for writes of its own process and of others', async (t) => {
    const [here, there] = [await start(t), await start(t)];
    const reader = collector();
    await here.followers.follow(fresh(), reader.run);
    await write(here, 'warm');
    await eventually(() => reader.titles().length === 1);
    for (const [place, app] of [
      ['own', here],
      ['other', there],
    ] as const) {
      for (let round = 0; round < 3; round++) {
        // A reader that slept out its second, not one that is awake anyway.
        await new Promise((resolve) => setTimeout(resolve, 150));
        const { length } = reader.titles();
        await write(app, place);
        const waited = await eventually(() => reader.titles().length === length + 1);
        t.ok(waited < 700, `a write of its ${place} process after ${Math.round(waited)} ms`);
      }
    }
  });

  await t.test('an idle reader writes nothing', async (t) => {
    const app = await start(t);
    const other = await start(t);
    const reader = collector();
    await app.followers.follow(fresh(), reader.run);
    await write(app, 'x');
    await eventually(() => reader.titles().length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    let woken = 0;
    other.log.onWake(() => woken++);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    t.equal(woken, 0, 'nobody is woken by somebody who only looks');
  });

  await t.test('in order and in batches, however much there is', async (t) => {
    const app = await start(t);
    const reader = collector();
    const stop = await app.followers.follow('batches', reader.run);
    await stop();
    await app.records.transaction(async (records) => {
      for (let index = 0; index < 450; index++) await records.create('traces', { title: String(index) });
    });
    await app.followers.follow('batches', reader.run);
    await eventually(() => reader.titles().length === 450);
    t.strictSame(
      reader.titles(),
      Array.from({ length: 450 }, (_, index) => String(index)),
    );
    t.ok(reader.batches.length >= 3 && reader.batches.every(({ length }) => length <= 200), `${reader.batches.length} batches`);
    const positions = reader.batches.flat().map(({ position }) => position);
    t.ok(positions.every((position, index) => index === 0 || position === (positions[index - 1] ?? 0) + 1));
  });

  await t.test('a failing run is given the same changes again, after a while', async (t) => {
    const app = await start(t);
    const given: string[][] = [];
    const times: number[] = [];
    await app.followers.follow(fresh(), (changes) => {
      given.push(changes.map(({ after }) => String(after?.['title'])));
      times.push(performance.now());
      if (given.length < 3) throw new Error('not yet');
    });
    await write(app, 'x');
    await eventually(() => given.length === 1);
    await write(app, 'y');
    await eventually(() => given.length === 3);
    t.strictSame(
      given.map((titles) => titles[0]),
      ['x', 'x', 'x'],
    );
    const [first = 0, second = 0, third = 0] = times;
    t.ok(second - first > 450 && third - second > 900, 'it waits longer each time, and new changes do not hurry it');
    t.match(app.failures, [{ message: 'not yet' }, { message: 'not yet' }]);
    await write(app, 'z');
    await eventually(() => given.flat().includes('z'));
    t.equal(given.flat().filter((title) => title === 'y').length, given[1]?.includes('y') ? 2 : 1, 'it went on behind what was done');
  });

  await t.test('of two processes under one name one works; the other takes over when it stops', async (t) => {
    const [first, second] = [await start(t), await start(t)];
    const reader = fresh();
    const [one, two] = [collector(), collector()];
    await first.followers.follow(reader, one.run);
    await write(first, 'warm');
    await eventually(() => one.titles().length === 1);
    await second.followers.follow(reader, two.run);
    await write(second, 'a', 'b');
    await write(first, 'c');
    await eventually(() => one.titles().length === 4);
    t.strictSame(two.titles(), []);
    await first.followers.stop();
    const begun = performance.now();
    await write(second, 'd');
    await eventually(() => two.titles().length === 1);
    t.ok(performance.now() - begun < 2000, 'soon');
    t.strictSame([one.titles(), two.titles()], [['warm', 'a', 'b', 'c'], ['d']]);
  });

  await t.test(
    'a process that dies is succeeded when its hold has run out, and not before; changes that it had not finished come again',
    async (t) => {
      const app = await start(t);
      const reader = fresh();
      const place = (await app.log.bounds()).last;
      await write(app, 'half done');
      const until = Date.now() + 1200;
      await app.database.execute(
        {
          sql: `insert into plinth_followers (name, position, holder, held_until) values ('${reader}', ${place}, 'a dead process', ${until})`,
        },
        [],
      );
      const heir = collector();
      await app.followers.follow(reader, heir.run);
      await write(app, 'new');
      await eventually(() => heir.titles().length === 2);
      t.ok(Date.now() >= until, 'it waited for its time');
      t.strictSame(heir.titles(), ['half done', 'new']);
    },
  );

  await t.test('a process that was silent too long does not move what another has taken over', async (t) => {
    const [slow, quick] = [await start(t), await start(t)];
    const reader = fresh();
    const [one, two] = [collector(), collector()];
    let release = (): void => {};
    await slow.followers.follow(reader, async (changes) => {
      await one.run(changes);
      if (one.batches.length === 1) await new Promise<void>((resolve) => (release = resolve));
    });
    await write(slow, 'x');
    await eventually(() => one.batches.length === 1);
    await slow.database.execute({ sql: `update plinth_followers set held_until = 0 where name = '${reader}'` }, []);
    await quick.followers.follow(reader, two.run);
    await write(quick, 'y');
    await eventually(() => two.titles().length === 2);
    release();
    await write(quick, 'z');
    await eventually(() => two.titles().length === 3);
    t.strictSame([one.titles(), two.titles()], [['x'], ['x', 'y', 'z']]);
  });

  await t.test('one process cannot read twice under one name; a name is free again after a stop', async (t) => {
    const app = await start(t);
    const reader = fresh();
    const stop = await app.followers.follow(reader, () => {});
    await t.rejects(
      app.followers.follow(reader, () => {}),
      { message: /already read under the name/ },
    );
    await stop();
    const again = await app.followers.follow(reader, () => {});
    await again();
  });

  await t.test('stopping waits for the run that is at work, not for a pause', async (t) => {
    const app = await start(t);
    let [started, finished] = [false, false];
    const stopBusy = await app.followers.follow(fresh(), async () => {
      started = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
      finished = true;
    });
    const stopFailing = await app.followers.follow(fresh(), () => {
      throw new Error('always');
    });
    await write(app, 'x');
    await eventually(() => app.failures.length > 0 && started);
    const begun = performance.now();
    await Promise.all([stopBusy(), stopFailing()]);
    t.ok(finished);
    t.ok(performance.now() - begun < 400, 'a reader that waits for its next attempt stops at once');
  });
}

async function trimming(t: Test, database: TestDatabase) {
  const app = await openInstance(database, declared);
  t.teardown(() => app.close());
  const { records, clock, log, database: db } = app;
  const hour = 3_600_000;
  const days = (count: number) => count * 24 * hour;
  const much = { keep: days(7), most: 1_000_000 };
  const write = async (collection: string, count: number) => {
    await records.transaction(async (inner) => {
      for (let index = 0; index < count; index++) await inner.create(collection, { title: String(index) });
    });
  };
  const kept = async () => {
    const rows = await db.query(
      { sql: 'select collection, count(*) as number from plinth_changes group by collection order by collection' },
      [],
    );
    return Object.fromEntries(rows.map((row) => [row['collection'], Number(row['number'])]));
  };
  t.beforeEach(async () => {
    app.late.splice(0);
    await log.bounds();
    await db.execute({ sql: 'delete from plinth_changes' }, []);
    await db.execute({ sql: 'delete from plinth_followers' }, []);
    clock.set('2031-01-01T00:00:00.000Z');
  });

  await t.test('what is older than it should be goes, in steps; the rest is whole from `first` on', async (t) => {
    const { last } = await log.bounds();
    await write('traces', 1100);
    clock.advance(days(5));
    await write('traces', 10);
    t.equal(await app.trim(much), 0);
    clock.advance(days(3));
    t.equal(await app.trim(much), 1100);
    t.strictSame(await log.bounds(), { last: last + 1110, first: last + 1101 });
    t.strictSame((await log.read(0, 500)).length, 10);
    t.equal(await app.trim(much), 0, 'and nothing more');
  });

  await t.test('what is more than there should be goes, however young', async (t) => {
    const { last } = await log.bounds();
    await write('traces', 30);
    t.equal(await app.trim({ ...much, most: 12 }), 18);
    t.strictSame(await log.bounds(), { last: last + 30, first: last + 19 });
    t.equal((await log.read(last, 500)).length, 12);
  });

  await t.test('positions go on where everything was taken away', async (t) => {
    await write('traces', 3);
    const { last } = await log.bounds();
    await app.trim({ ...much, most: 0 });
    t.strictSame([await kept(), await log.bounds()], [{}, { last, first: last + 1 }]);
    await write('traces', 1);
    t.strictSame((await log.read(last, 5))[0]?.position, last + 1);
  });

  await t.test('collections with history keep theirs, for ever or for as long as they say', async (t) => {
    const { last } = await log.bounds();
    await write('lasting', 2);
    await write('passing', 3);
    await write('traces', 4);
    clock.advance(hour / 2);
    await write('passing', 1);
    t.equal(await app.trim({ ...much, most: 0 }), 4);
    t.strictSame(await kept(), { lasting: 2, passing: 4 });
    clock.advance(hour / 2);
    await app.trim(much);
    t.strictSame(await kept(), { lasting: 2, passing: 1 });
    clock.advance(days(400));
    await app.trim(much);
    t.strictSame(await kept(), { lasting: 2 });
    t.equal((await log.bounds()).first, last + 11, 'what is left of the past is no whole log');
  });

  await t.test('nothing goes that a durable reader has not read; an alarm says so', async (t) => {
    const { last } = await log.bounds();
    const follow = (position: number) =>
      db.execute({ sql: `insert into plinth_followers (name, position, held_until) values ('slow ${position}', ${position}, 0)` }, []);
    await write('traces', 10);
    await follow(last + 4);
    await follow(last + 8);
    t.equal(await app.trim({ ...much, most: 3 }), 4);
    t.strictSame(app.late, [{ position: last + 4, behind: 6 }], 'for too many');
    app.late.splice(0);
    t.equal(await app.trim(much), 0);
    t.strictSame(app.late, [], 'no alarm about a reader that is only a little behind');
    clock.advance(days(8));
    t.equal(await app.trim(much), 0);
    t.strictSame(app.late, [{ position: last + 4, behind: 6 }], 'for too old');
    await db.execute({ sql: `delete from plinth_followers where position = ${last + 4}` }, []);
    await app.trim(much);
    t.strictSame(
      (await log.read(0, 50)).map(({ position }) => position),
      [last + 9, last + 10],
    );
  });
}
