import { up as platform } from '../../migrations/0001-platform.ts';
import { up as changes } from '../../migrations/0002-changes.ts';
import { up as idempotency } from '../../migrations/0003-idempotency.ts';
import type { Database } from '../database/database.ts';
import { type ActualTable, quoteText } from '../database/schema-dialect.ts';

interface PlatformMigration {
  readonly name: string;
  readonly up: (database: Database) => Promise<void>;
}

/** In the order in which they run. Forward only: what is released is never changed. */
const platformMigrations: readonly PlatformMigration[] = [
  { name: '0001-platform', up: platform },
  { name: '0002-changes', up: changes },
  { name: '0003-idempotency', up: idempotency },
];

/** The platform's own migrations that this database has not seen. */
export async function pendingPlatformMigrations(
  database: Database,
  actual: ReadonlyMap<string, ActualTable>,
): Promise<readonly PlatformMigration[]> {
  if (!actual.has('plinth_migrations')) return platformMigrations;
  const rows = await database.query({ sql: 'select name from plinth_migrations' }, []);
  const applied = new Set(rows.map((row) => row['name']));
  return platformMigrations.filter((migration) => !applied.has(migration.name));
}

/** Runs the platform's own migrations that are missing; inside a transaction. */
export async function applyPlatformMigrations(database: Database): Promise<void> {
  const actual = await database.dialect.schema.introspect(database);
  for (const { name, up } of await pendingPlatformMigrations(database, actual)) {
    await up(database);
    const at = new Date().toISOString();
    await database.execute({ sql: `insert into plinth_migrations (name, applied_at) values (${quoteText(name)}, ${quoteText(at)})` }, []);
  }
}
