import type { Collections } from '../collections/collection.ts';
import type { Database } from '../database/database.ts';
import type { MigrationPlan } from './migration-plan.ts';
import { planMigration } from './plan-migration.ts';

/** Whether an app with these collections can be served from the database as it is. */
export interface MigrationStatus {
  readonly behind: boolean;
  readonly plan: MigrationPlan;
}

/** Says whether the database is behind what is declared, for a start that may not change it. */
export async function migrationStatus(database: Database, collections: Collections): Promise<MigrationStatus> {
  const plan = await planMigration(database, collections);
  return { behind: plan.behind, plan };
}
