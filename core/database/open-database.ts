import type { Database } from './database.ts';
import type { DatabaseLog } from './database-log.ts';
import { openPostgres } from './postgres-database.ts';
import { openSqlite } from './sqlite-database.ts';

/** Which database to open; `Settings['database']` is one, with `durability` and a log beside it. */
export type DatabaseSource = (
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize: number; readonly schema: string }
) & {
  /** SQLite only. */
  readonly durability: 'full' | 'relaxed';
  readonly log: DatabaseLog;
};

/** Opens the database that the settings name. */
export async function openDatabase(source: DatabaseSource): Promise<Database> {
  return source.kind === 'sqlite' ? openSqlite(source) : openPostgres(source);
}
