import type { Collections } from '../collections/collection.ts';
import type { Database } from '../database/database.ts';
import { applyMigration } from './apply-migration.ts';
import { DatabaseBehindError } from './database-behind-error.ts';
import type { MigrationPlan } from './migration-plan.ts';
import { migrationStatus } from './migration-status.ts';

/**
 * Sees to it that an app can be served from the database: brings it to what is declared, or, where it may not be changed, throws
 * `DatabaseBehindError`. Answers what was done.
 */
export async function bringUpToDate(
  database: Database,
  collections: Collections,
  may: { readonly apply: boolean },
): Promise<MigrationPlan> {
  const { behind, plan } = await migrationStatus(database, collections);
  if (!behind) return plan;
  if (!may.apply) throw new DatabaseBehindError(plan);
  return applyMigration(database, collections);
}
