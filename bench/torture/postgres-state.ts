import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type StoredState, type TorturedDatabase, toChange, toRecord } from './stored-state.ts';

/** A schema of the torture's own in the database at `url`. */
export function postgresState(url: string): TorturedDatabase {
  const schema = `torture_${randomBytes(6).toString('hex')}`;
  const own = new URL(url);
  own.searchParams.set('schema', schema);
  const withClient = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  return {
    name: 'postgres',
    url: own.href,
    read: () => withClient((client) => readState(client, schema)),
    remove: () => withClient(async (client) => void (await client.query(`drop schema if exists "${schema}" cascade`))),
  };
}

async function readState(client: pg.Client, schema: string): Promise<StoredState | undefined> {
  await quiet(client, schema);
  await client.query(`set search_path to "${schema}"`);
  const { rows: tables } = await client.query<{ name: string | null }>(
    "select to_regclass('parts')::text as name union all select to_regclass('plinth_changes')::text",
  );
  if (tables.some(({ name }) => name === null)) return undefined;
  const all = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows;
  return {
    things: (await all('select * from things')).map(toRecord),
    parts: (await all('select * from parts')).map(toRecord),
    changes: (await all('select * from plinth_changes order by seq')).map(toChange),
    damage: await damageOf(client),
  };
}

/** Waits for what the killed server had begun: PostgreSQL finishes a commit that has reached it, and undoes the rest. */
async function quiet(client: pg.Client, schema: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { rows } = await client.query(
      `select 1 from pg_locks join pg_class on pg_class.oid = pg_locks.relation join pg_namespace on pg_namespace.oid = relnamespace
       where nspname = $1 and pid <> pg_backend_pid() limit 1`,
      [schema],
    );
    if (rows.length === 0) return;
    if (Date.now() > deadline) throw new Error('PostgreSQL still works for a server that was killed.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether each index tells the same as its table. */
async function damageOf(client: pg.Client): Promise<string[]> {
  const damage: string[] = [];
  const rowsOf = async (table: string, plan: 'seqscan' | 'indexscan'): Promise<string> => {
    await client.query(
      `set enable_seqscan = ${plan === 'seqscan'}; set enable_indexscan = ${plan === 'indexscan'}; set enable_bitmapscan = off`,
    );
    const key = table === 'plinth_changes' ? 'seq' : 'id';
    const { rows } = await client.query<{ hash: string }>(
      `select md5(string_agg(${key}::text, ',' order by ${key})) as hash from ${table}`,
    );
    return String(rows[0]?.hash);
  };
  for (const table of ['things', 'parts', 'plinth_changes']) {
    if ((await rowsOf(table, 'seqscan')) !== (await rowsOf(table, 'indexscan')))
      damage.push(`the index of ${table} disagrees with the table`);
  }
  const { rows } = await client.query('select 1 from parts where not exists (select 1 from things where things.id = parts.thing) limit 1');
  if (rows.length > 0) damage.push('a broken reference in parts');
  return damage;
}
