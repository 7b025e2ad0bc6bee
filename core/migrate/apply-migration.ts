import type { Collections } from '../collections/collection.ts';
import type { Database } from '../database/database.ts';
import type { MigrationPlan } from './migration-plan.ts';
import { MigrationRefusedError } from './migration-refused-error.ts';
import { planInDetail } from './plan-migration.ts';
import { applyPlatformMigrations } from './platform-migrations.ts';
import { forgetRecordedTable, saveRecordedTable } from './recorded-tables.ts';

/**
 * Brings the database to what is declared, in one transaction and under a lock: where two processes do so at once, one waits and finds
 * nothing left to do. Answers what was done. Throws `MigrationRefusedError`, and changes nothing, where any step is refused.
 */
export async function applyMigration(database: Database, collections: Collections): Promise<MigrationPlan> {
  const apply = async (): Promise<MigrationPlan> => {
    await database.dialect.schema.lock(database);
    const { plan, tables } = await planInDetail(database, collections);
    if (plan.refused.length > 0) throw new MigrationRefusedError(plan);
    await applyPlatformMigrations(database);
    const later = plan.steps.flatMap((step) => step.later ?? []);
    for (const sql of [...plan.steps.flatMap((step) => step.statements), ...later]) await database.execute({ sql }, []);
    for (const name of tables.forget) await forgetRecordedTable(database, name);
    for (const table of tables.records) await saveRecordedTable(database, table);
    return plan;
  };
  return database.transaction(apply, { timeLimit: Number.POSITIVE_INFINITY });
}
