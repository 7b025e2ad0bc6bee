import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../../core/database/database.ts';
import { openPostgres } from '../../../core/database/postgres-database.ts';
import { openSqlite } from '../../../core/database/sqlite-database.ts';

/** What the databases under test logged. */
export const logged: { level: string; details: object }[] = [];

export const log = {
  warn: (details: object) => void logged.push({ level: 'warn', details }),
  error: (details: object) => void logged.push({ level: 'error', details }),
};

/** A database to run the same tests on; `open` may be called again for a second process's view of the same data. */
export interface TestDatabase {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** Why the tests cannot run here. */
  readonly skip: string | false;
  open(): Promise<Database>;
  /** Removes all data. */
  remove(): Promise<void>;
}

const url = process.env['POSTGRES_URL'];

/** Both databases, empty; `name` keeps the data of test files apart. */
export function testDatabases(name: string): readonly TestDatabase[] {
  const folder = mkdtempSync(join(tmpdir(), `plinth-${name}-`));
  const schema = `test_${name}_${process.pid}`;
  return [
    {
      name: 'SQLite',
      skip: false,
      open: async () => openSqlite({ path: join(folder, 'data', 'plinth.db'), durability: 'relaxed', log }),
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    },
    {
      name: 'PostgreSQL',
      skip: url ? false : 'no PostgreSQL',
      open: () => openPostgres({ url: url ?? '', poolSize: 10, schema, log }),
      remove: async () => {
        const database = await openPostgres({ url: url ?? '', poolSize: 1, schema, log });
        await database.execute({ sql: `drop schema "${schema}" cascade` }, []);
        await database.close();
      },
    },
  ];
}
