import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Condition } from '../where/condition.ts';
import { comparisonSql } from './condition-comparison-sql.ts';
import { relatedSql } from './condition-related-sql.ts';
import type { ConditionPlace, SqlContext } from './condition-sql-context.ts';

/**
 * The SQL of a condition. Values are placeholders that take their indexes in the order in which `conditionShape` collects the values.
 * The SQL may be unknown (null) where the condition is false, so whoever negates it must say `is not true`.
 */
export function conditionSql(condition: Condition, at: ConditionPlace, context: SqlContext): RawBuilder<SqlBool> {
  switch (condition.kind) {
    case 'and':
      return joined(condition.all, sql` and `, { at, context }) ?? sql`1 = 1`;
    case 'or':
      return joined(condition.any, sql` or `, { at, context }) ?? sql`1 = 0`;
    case 'not':
      return sql`(${conditionSql(condition.it, at, context)}) is not true`;
    case 'compare':
      return comparisonSql(condition, at, context);
    case 'related':
      return relatedSql(condition, { at, inner: conditionSql }, context);
  }
}

/** The members in parentheses; `undefined` where there are none. */
function joined(
  members: readonly Condition[],
  separator: RawBuilder<unknown>,
  { at, context }: { at: ConditionPlace; context: SqlContext },
): RawBuilder<SqlBool> | undefined {
  if (members.length === 0) return undefined;
  return sql`(${sql.join(
    members.map((member) => conditionSql(member, at, context)),
    separator,
  )})`;
}
