import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A database of a test's own. */
export interface TemporaryDatabase {
  /** The app's data folder, empty. */
  readonly data: string;
  /** As in `DATABASE_URL`. */
  readonly url: string;
  remove(): Promise<void>;
}

/** Makes a database for one test: a SQLite file in a folder of its own, or a schema of its own in the PostgreSQL database at `postgres`. */
export async function temporaryDatabase(postgres?: string): Promise<TemporaryDatabase> {
  const data = await mkdtemp(join(tmpdir(), 'plinth-test-'));
  const removeData = () => rm(data, { recursive: true, force: true });
  if (postgres === undefined) return { data, url: `sqlite:${join(data, 'plinth.db')}`, remove: removeData };
  const schema = `test_${randomBytes(8).toString('hex')}`;
  await runSql(postgres, `create schema "${schema}"`);
  const url = new URL(postgres);
  url.searchParams.set('schema', schema);
  url.searchParams.set('poolSize', '4');
  return {
    data,
    url: url.href,
    remove: async () => {
      await runSql(postgres, `drop schema "${schema}" cascade`);
      await removeData();
    },
  };
}

async function runSql(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
