// A process that migrates and dies at a chosen statement: node killed-migration.js <sqlite path | postgres url> <schema> <statement>
import type { Database } from '../../../core/database/database.ts';
import { openPostgres } from '../../../core/database/postgres-database.ts';
import { openSqlite } from '../../../core/database/sqlite-database.ts';
import { applyMigration } from '../../../core/migrate/apply-migration.ts';
import { log } from '../database/databases.ts';
import { after } from './large-edit.ts';

const [source = '', schema = '', statement = '0'] = process.argv.slice(2);

const database = source.startsWith('postgres:')
  ? await openPostgres({ url: source, poolSize: 1, schema, log })
  : openSqlite({ path: source, durability: 'full', log });

let left = Number(statement);

/** The same database, which kills the process when its count of statements is over. */
const mortal: Database = {
  dialect: database.dialect,
  query: (sql, values) => database.query(sql, values),
  execute: (sql, values) => {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL');
    return database.execute(sql, values);
  },
  transaction: (work, options) => database.transaction(work, options),
  get inTransaction() {
    return database.inTransaction;
  },
  afterCommit: (run) => database.afterCommit(run),
  watch: (run) => database.watch(run),
  announce: () => database.announce(),
  ping: () => database.ping(),
  close: () => database.close(),
};

await applyMigration(mortal, after);
await database.close();
process.stdout.write('done');
