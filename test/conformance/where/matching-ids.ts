import { sql } from 'kysely';
import type { Collection, Collections } from '../../../core/collections/collection.ts';
import { createFragmentCompiler } from '../../../core/query/compile-fragment.ts';
import { conditionShape } from '../../../core/query/condition-shape.ts';
import { conditionSql } from '../../../core/query/condition-sql.ts';
import type { SqlContext } from '../../../core/query/condition-sql-context.ts';
import { bindPlan } from '../../../core/query/plan.ts';
import type { Condition } from '../../../core/where/condition.ts';
import type { WhereDatabase } from './where-database.ts';

/** A context for one query. */
export function sqlContext(database: Pick<WhereDatabase, 'dialect'>, collections: Collections): SqlContext {
  let index = 0;
  let alias = 0;
  return { dialect: database.dialect, collections, nextIndex: () => index++, nextAlias: () => `t${alias++}` };
}

/** How many conditions go into one statement: fewer round trips, and still the `where` of a query each. */
const together = 20;

/** The ids, sorted, of the rows that each condition finds in the database. */
export async function matchingIds(
  database: WhereDatabase,
  { collection, collections }: { collection: Collection; collections: Collections },
  conditions: readonly Condition[],
): Promise<string[][]> {
  const compile = createFragmentCompiler(database.dialect);
  const found: string[][] = conditions.map(() => []);
  for (let start = 0; start < conditions.length; start += together) {
    const context = sqlContext(database, collections);
    const values: unknown[] = [];
    const selects = conditions.slice(start, start + together).map((condition, offset) => {
      conditionShape(condition, values);
      const alias = context.nextAlias();
      const where = conditionSql(condition, { collection, alias }, context);
      return sql`select ${sql.lit(start + offset)} as number, ${sql.ref(`${alias}.id`)} as id from ${sql.id(collection.table)} as ${sql.id(alias)} where ${where}`;
    });
    const plan = compile(sql`${sql.join(selects, sql` union all `)}`);
    for (const row of await database.run(plan.sql, bindPlan(plan, values))) found[Number(row.number)]?.push(String(row.id));
  }
  return found.map((ids) => ids.sort());
}
