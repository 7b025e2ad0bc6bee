import pg from 'pg';
import { integer } from 'plinth';
import t, { type Test } from 'tap';
import type { Change } from '../../../core/changes/change.ts';
import { testDatabases } from '../database/databases.ts';
import { eventually, type Instance, openInstance } from './instance.ts';

const open = { read: true, create: true, update: true, delete: true } as const;
const declared = { items: { id: 'text', fields: { rank: integer({ default: 0 }) }, access: open } };
const seed = Number(process.env['SEED'] ?? Date.now() % 100_000);

/** A small generator with a seed, so that a failure can be had again. */
function random(start: number) {
  let state = start;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { below: (bound: number) => Math.floor(next() * bound), chance: (share: number) => next() < share };
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const [, postgres] = testDatabases('order');

t.test('the order of changes in PostgreSQL', { skip: postgres?.skip ?? 'no PostgreSQL' }, async (t) => {
  if (!postgres) return;
  t.comment(`SEED=${seed}`);
  const instances = await Promise.all(Array.from({ length: 3 }, () => openInstance(postgres, declared)));
  const schema = `test_order_${process.pid}`;
  const clients = await Promise.all(Array.from({ length: 6 }, () => connect(schema)));
  t.teardown(async () => {
    for (const client of clients) await client.end();
    for (const instance of instances) await instance.close();
    await postgres.remove();
  });
  const [first] = instances as [Instance, ...Instance[]];
  for (let item = 0; item < 6; item++) await first.records.create('items', { id: `item${item}` });
  const world: World = { instances, clients, schema, committed: 6, pick: random(seed) };
  await t.test('100 rounds of interleaved transactions, read by three readers all the time', (t) => interleaved(t, world));
  await t.test('a long transaction of somebody else does not hold positions up', (t) => foreign(t, world));
  await t.test('where the sequencer is killed in the middle, another goes on', (t) => killed(t, world));
  await t.test('the same, again and again, while everybody writes', (t) => killedOften(t, world));
});

interface World {
  readonly instances: readonly Instance[];
  readonly clients: readonly pg.Client[];
  readonly schema: string;
  readonly pick: ReturnType<typeof random>;
  /** How many changes there must be. */
  committed: number;
}

async function connect(schema: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env['POSTGRES_URL'] });
  await client.connect();
  await client.query(`set search_path to "${schema}"`);
  return client;
}

/** What a transaction of the app writes, on a connection of our own that can be held open for as long as we like. */
async function writeRaw(client: pg.Client, id: string): Promise<void> {
  const { rows } = await client.query<{ version: string }>('update items set version = version + 1 where id = $1 returning version', [id]);
  const after = JSON.stringify({ id, version: Number(rows[0]?.version) });
  await client.query(
    `insert into plinth_changes (collection, record, action, after, at) values ('items', $1, 'update', $2, '2030-01-01T00:00:00.000Z')`,
    [id, after],
  );
}

/** The records that one transaction writes; in one direction, so that transactions wait for each other but never in a circle. */
function someItems({ pick }: World): string[] {
  const chosen = new Set(Array.from({ length: 1 + pick.below(3) }, () => pick.below(6)));
  return [...chosen].sort().map((item) => `item${item}`);
}

async function rawTransaction(world: World, client: pg.Client): Promise<void> {
  const { pick } = world;
  const [items, pauses, ends, commits] = [someItems(world), pick.below(4), pick.below(8), pick.chance(0.8)];
  await client.query('begin');
  for (const item of items) {
    await writeRaw(client, item);
    await sleep(pauses);
  }
  await sleep(ends);
  await client.query(commits ? 'commit' : 'rollback');
  if (commits) world.committed += items.length;
}

async function appTransaction(world: World, { records }: Instance): Promise<void> {
  const { pick } = world;
  const [items, ends, commits] = [someItems(world), pick.below(8), pick.chance(0.8)];
  const done = records.transaction(async (inner) => {
    for (const item of items) await inner.update('items', item, { data: { rank: { increment: 1 } } });
    await sleep(ends);
    if (!commits) throw new Error('rolled back');
  });
  const outcome = await done.then(
    () => 'committed',
    (error: Error) => error.message,
  );
  if (outcome !== (commits ? 'committed' : 'rolled back')) throw new Error(outcome);
  if (commits) world.committed += items.length;
}

/** Reads from the beginning for as long as others write; what it has read is never corrected. */
class Reader {
  readonly seen: Change[] = [];
  readonly wrong: string[] = [];
  failures = 0;
  #stopped = false;
  readonly #log: Instance['log'];
  readonly #running: Promise<void>;

  constructor({ log }: Instance, limit: number) {
    this.#log = log;
    this.#running = this.#read(limit);
  }

  async #read(limit: number): Promise<void> {
    while (!this.#stopped) {
      const after = this.seen.length;
      const changes = await this.#log.read(after, limit).catch(() => {
        this.failures++;
        return [];
      });
      for (const [index, { position }] of changes.entries()) {
        if (position !== after + 1 + index) this.wrong.push(`${position} came after ${after + index}`);
      }
      this.seen.push(...changes);
      if (changes.length === 0) await sleep(1);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }
}

async function checkReaders(t: Test, { committed }: World, readers: readonly Reader[]): Promise<void> {
  await eventually(() => readers.every(({ seen }) => seen.length >= committed)).catch(() => {});
  await Promise.all(readers.map((reader) => reader.stop()));
  const lines = readers.map(({ seen }) => seen.map(({ position, seq }) => `${position}: ${seq}`));
  for (const [index, { wrong, seen }] of readers.entries()) {
    t.strictSame(wrong, [], `reader ${index} met no gap`);
    t.equal(seen.length, committed, `reader ${index} saw all ${committed} changes that were committed, and no other`);
  }
  t.strictSame(lines[1], lines[0], 'the second reader read what the first did, in the same order');
  t.strictSame(lines[2], lines[0], 'and so did the third');
  const versions = new Map<string, number>();
  const disorder = (readers[0]?.seen ?? []).filter(({ id, after }) => {
    const before = versions.get(String(id)) ?? 0;
    versions.set(String(id), Number(after?.['version']));
    return Number(after?.['version']) !== before + 1;
  });
  t.strictSame(disorder, [], 'each record’s versions follow each other');
}

const startReaders = ({ instances }: World) => instances.map((instance, index) => new Reader(instance, [3, 50, 500][index] ?? 10));

async function round(world: World): Promise<void> {
  const [, ...writers] = world.clients;
  await Promise.all([
    ...writers.map((client) => rawTransaction(world, client)),
    ...world.instances.slice(0, 2).map((instance) => appTransaction(world, instance)),
  ]);
}

async function interleaved(t: Test, world: World): Promise<void> {
  const readers = startReaders(world);
  const [long] = world.clients as [pg.Client, ...pg.Client[]];
  const [{ log, records }] = world.instances as [Instance, ...Instance[]];
  let overtaken = 0;
  let holding: number | undefined;
  for (let number = 0; number < 100; number++) {
    // Every now and then a transaction that has its number early and becomes visible late.
    if (number % 10 === 0) {
      const id = `long${number}`;
      await records.create('items', { id });
      world.committed++;
      await long.query('begin');
      await writeRaw(long, id);
      holding = (await log.bounds()).last;
    }
    await round(world);
    if (number % 10 === 7) {
      if ((await log.bounds()).last > (holding ?? 0) + 10) overtaken++;
      await long.query('commit');
      world.committed++;
    }
  }
  await checkReaders(t, world, readers);
  t.equal(overtaken, 10, 'others went on while a long transaction was open');
  const late = readers[0]?.seen.filter(({ seq }, index, all) => seq < (all[index - 1]?.seq ?? 0)).length ?? 0;
  t.ok(late >= 10, `${late} changes became visible behind one with a higher number, so that the test means something`);
}

async function foreign(t: Test, world: World): Promise<void> {
  const [stranger] = world.clients as [pg.Client, ...pg.Client[]];
  const [{ log }] = world.instances as [Instance, ...Instance[]];
  await stranger.query('begin isolation level serializable');
  await stranger.query('select pg_current_xact_id()');
  await stranger.query('create temporary table of_somebody_else (one integer) on commit drop');
  const { last } = await log.bounds();
  const before = world.committed;
  await round(world);
  t.equal((await log.bounds()).last - last, world.committed - before);
  await stranger.query('rollback');
}

/** Ends the process of the server that puts our changes in order at this moment; answers how many there were. */
async function killSequencer(client: pg.Client, schema: string): Promise<number> {
  const { rowCount } = await client.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and objsubid = 1
     and database = (select oid from pg_database where datname = current_database())
     and ((classid::bigint << 32) | objid::bigint) = hashtext($1)::bigint`,
    [`${schema} plinth changes`],
  );
  return rowCount ?? 0;
}

async function killed(t: Test, world: World): Promise<void> {
  const [blocker, killer, writer] = world.clients as [pg.Client, pg.Client, pg.Client];
  const [one, other] = world.instances as [Instance, Instance];
  const { last } = await other.log.bounds();
  // Whoever orders now gets as far as noting the last position, and waits there with all its changes updated.
  await blocker.query('begin');
  await blocker.query("select * from plinth_meta where key = 'changes.position' for update");
  await writeRaw(writer, 'item1');
  await writeRaw(writer, 'item2');
  world.committed += 2;
  const reading = one.log.read(last, 10).then(
    () => 'read',
    (error: { code?: string }) => error.code ?? String(error),
  );
  await eventually(async () => (await killSequencer(killer, world.schema)) === 1);
  t.equal(await reading, 'unavailable', 'the one that was killed says so');
  await blocker.query('rollback');
  t.strictSame(
    (await other.log.read(last, 10)).map(({ position }) => position),
    [last + 1, last + 2],
    'another orders what the first had begun with',
  );
  t.equal((await one.log.read(last, 10)).length, 2, 'and the first goes on');
}

async function killedOften(t: Test, world: World): Promise<void> {
  const readers = startReaders(world);
  const killer = await connect(world.schema);
  let kills = 0;
  let over = false;
  const killing = (async () => {
    for (; !over; await sleep(1)) kills += await killSequencer(killer, world.schema);
  })();
  for (let number = 0; number < 150 && kills < 10; number++) await round(world);
  over = true;
  await killing;
  await killer.end();
  await checkReaders(t, world, readers);
  t.ok(kills >= 3, `${kills} sequencers were killed`);
  t.ok(readers.some(({ failures }) => failures > 0));
}
