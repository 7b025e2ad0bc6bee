import t from 'tap';
import { openPostgres } from './postgres-where-database.ts';
import { openSqlite } from './sqlite-where-database.ts';
import { type Chance, whereConformance } from './where-conformance.ts';
import type { WhereDatabase } from './where-database.ts';

const chance: Chance = { seed: Number(process.env.WHERE_SEED ?? Math.floor(Math.random() * 2 ** 32)), conditions: 4000, related: 1200 };

const postgresUrl = process.env.POSTGRES_URL;

const databases: readonly { name: string; open: (() => Promise<WhereDatabase>) | undefined }[] = [
  { name: 'SQLite', open: openSqlite },
  { name: 'PostgreSQL', open: postgresUrl === undefined ? undefined : () => openPostgres(postgresUrl) },
];

for (const { name, open } of databases) {
  await t.test(`${name} finds what conditions mean`, { skip: open ? false : `no ${name}` }, async (t) => {
    const database = await (open as () => Promise<WhereDatabase>)();
    t.teardown(() => database.close());
    await whereConformance(t, database, chance);
  });
}
