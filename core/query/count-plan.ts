import { sql } from 'kysely';
import type { Collection } from '../collections/collection.ts';
import type { Condition } from '../where/condition.ts';
import { conditionShape } from './condition-shape.ts';
import { conditionSql } from './condition-sql.ts';
import type { Plan } from './plan.ts';
import type { Planner } from './planner.ts';

/** Plans a count of the matching records; the one row has `count`. */
export function countPlan(planner: Planner, collection: Collection, where: Condition): { plan: Plan; values: unknown[] } {
  const values: unknown[] = [];
  const key = `count ${collection.name} ${conditionShape(where, values)}`;
  const { plan } = planner.plan(key, (context) => {
    const at = { collection, alias: context.nextAlias() };
    const condition = conditionSql(where, at, context);
    return {
      fragment: sql`select count(*) as ${sql.ref('count')} from ${sql.table(collection.table)} as ${sql.ref(at.alias)} where ${condition}`,
      extra: undefined,
    };
  });
  return { plan, values };
}
