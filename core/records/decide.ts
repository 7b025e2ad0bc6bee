import type { Collection } from '../collections/collection.ts';
import { countPlan } from '../query/count-plan.ts';
import { bindPlan } from '../query/plan.ts';
import { and } from '../where/combine.ts';
import type { Condition } from '../where/condition.ts';
import { matches } from '../where/matches.ts';
import type { Engine } from './engine.ts';
import { idCondition } from './id-condition.ts';
import type { Row } from './row.ts';

/**
 * Whether a stored record satisfies a condition: in memory where its own values settle it, else by asking the database for that one record.
 * The record must be as it lies in the database at that moment.
 */
export async function decide(engine: Engine, stored: { collection: Collection; record: Row }, condition: Condition): Promise<boolean> {
  const inMemory = matches(condition, stored.record);
  if (inMemory !== undefined) return inMemory;
  return exists(engine, stored.collection, and(idCondition(stored.collection, stored.record['id'] as string | number), condition));
}

/** Whether any record matches. */
export async function exists(engine: Engine, collection: Collection, where: Condition): Promise<boolean> {
  return (await countMatching(engine, collection, where)) > 0;
}

/** How many records match. */
export async function countMatching(engine: Engine, collection: Collection, where: Condition): Promise<number> {
  const { plan, values } = countPlan(engine.planner, collection, where);
  const [row] = await engine.database.query(plan, bindPlan(plan, values));
  return Number(row?.['count']);
}
