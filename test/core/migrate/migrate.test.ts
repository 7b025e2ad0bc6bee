import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import t from 'tap';
import { datetime } from '../../../core/collections/fields/datetime.ts';
import { text } from '../../../core/collections/fields/text.ts';
import type { Database } from '../../../core/database/database.ts';
import { openPostgres } from '../../../core/database/postgres-database.ts';
import { openSqlite } from '../../../core/database/sqlite-database.ts';
import { applyMigration } from '../../../core/migrate/apply-migration.ts';
import { migrationStatus } from '../../../core/migrate/migration-status.ts';
import { planMigration } from '../../../core/migrate/plan-migration.ts';
import { createFragmentCompiler } from '../../../core/query/compile-fragment.ts';
import { log, testDatabases } from '../database/databases.ts';
import { compile } from './collections.ts';
import { after, before } from './large-edit.ts';

const url = process.env['POSTGRES_URL'];

for (const { name, skip, open, remove } of testDatabases('migrate')) {
  t.test(name, { skip }, async (t) => {
    const database = await open();
    t.teardown(async () => {
      await database.close();
      await remove();
    });

    t.test('planning changes nothing, not even in an empty database', async (t) => {
      const plan = await planMigration(database, before);
      t.equal(plan.behind, true);
      t.match(plan.print(), /^safe +0001-platform: change the platform's own tables\n(.*\n)*safe +things0: make the table "things0"\n/);
      t.same([...(await database.dialect.schema.introspect(database)).keys()], []);
    });

    t.test('of processes that migrate at once one does it, and the others find nothing left', async (t) => {
      const todo = (await planMigration(database, before)).steps.length;
      const others = await Promise.all([open(), open()]);
      const plans = await Promise.all([database, ...others].map((one) => applyMigration(one, before)));
      const done = plans.map((plan) => plan.steps.length).toSorted((left, right) => left - right);
      t.same(done, [0, 0, todo]);
      await Promise.all(others.map((other) => other.close()));
      t.equal((await migrationStatus(database, before)).behind, false);
    });

    t.test('an index serves the sort that it was declared for', async (t) => {
      const fields = { title: text(), at: datetime() };
      const collections = compile({ sorted: { fields, indexes: [['title', '-at']] } });
      await applyMigration(database, collections);
      const { dialect } = database;
      const key = (column: string, descending: boolean) => dialect.order(sql.ref(column), descending, true);
      const sort = createFragmentCompiler(dialect)(sql`select * from sorted order by ${key('title', false)}, ${key('at', true)} limit 5`);
      const explain = name === 'SQLite' ? 'explain query plan' : 'explain';
      const lines = await database.transaction(async () => {
        if (name === 'PostgreSQL') await database.execute({ sql: 'set local enable_seqscan = off' }, []);
        return database.query({ sql: `${explain} ${sort.sql}` }, []);
      });
      const plan = JSON.stringify(lines);
      t.match(plan, /sorted__title__at_desc___index/);
      t.notMatch(plan, /Sort|TEMP B-TREE/);
    });
  });
}

const killed: { name: string; skip: string | false; source(folder: string): string; open(source: string): Promise<Database> }[] = [
  {
    name: 'SQLite',
    skip: false,
    source: (folder) => join(folder, 'plinth.db'),
    open: async (path) => openSqlite({ path, durability: 'full', log }),
  },
  {
    name: 'PostgreSQL',
    skip: url ? false : 'no PostgreSQL',
    source: () => url ?? '',
    open: (source) => openPostgres({ url: source, poolSize: 2, schema: `test_killed_${process.pid}`, log }),
  },
];

for (const { name, skip, source, open } of killed) {
  t.test(`${name}: a migration that is killed midway leaves the database as it was`, { skip }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'plinth-killed-'));
    const database = await open(source(folder));
    t.teardown(async () => {
      if (name === 'PostgreSQL') await database.execute({ sql: `drop schema "test_killed_${process.pid}" cascade` }, []);
      await database.close();
      rmSync(folder, { recursive: true });
    });
    await applyMigration(database, before);
    const todo = (await planMigration(database, after)).print();
    const run = async (statement: number): Promise<{ output: string; signal: string | null }> => {
      const script = fileURLToPath(new URL('./killed-migration.js', import.meta.url));
      const child = spawn(process.execPath, [script, source(folder), `test_killed_${process.pid}`, String(statement)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += String(chunk);
      });
      const [, signal] = await once(child, 'close');
      return { output, signal };
    };
    for (const statement of [2, 30, 100]) {
      t.same(await run(statement), { output: '', signal: 'SIGKILL' });
      t.equal((await planMigration(database, after)).print(), todo, `killed at statement ${statement}`);
    }
    t.same(await run(Number.MAX_SAFE_INTEGER), { output: 'done', signal: null });
    t.equal((await migrationStatus(database, after)).behind, false);
  });
}
