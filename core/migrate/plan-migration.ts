/*
 * How does the database get from what it is to what is declared? Reads only; `apply-migration.ts` does what is planned here.
 * It may know tables, columns and indexes; it must not know what records mean, nor drop anything that holds data.
 */
import type { Collections } from '../collections/collection.ts';
import type { Database } from '../database/database.ts';
import { createMigrationPlan, type MigrationPlan, type MigrationStep } from './migration-plan.ts';
import { planTables, type TablesPlan } from './plan-tables.ts';
import { pendingPlatformMigrations } from './platform-migrations.ts';

/** A plan with what is noted when it has been carried out. */
export interface DetailedPlan {
  readonly plan: MigrationPlan;
  readonly tables: TablesPlan;
}

/** Compares what is declared with the database and says what is to be done. Changes nothing. */
export async function planMigration(database: Database, collections: Collections): Promise<MigrationPlan> {
  return (await planInDetail(database, collections)).plan;
}

/** The same, for whoever carries it out. */
export async function planInDetail(database: Database, collections: Collections): Promise<DetailedPlan> {
  const actual = await database.dialect.schema.introspect(database);
  const pending = await pendingPlatformMigrations(database, actual);
  const platform = pending.map(
    ({ name }): MigrationStep => ({ verdict: 'safe', subject: name, sentence: "change the platform's own tables", statements: [] }),
  );
  const tables = await planTables(database, collections, actual);
  return { plan: createMigrationPlan([...platform, ...tables.steps]), tables };
}
