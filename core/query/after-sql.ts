import { type RawBuilder, sql } from 'kysely';
import type { Fragment } from '../database/dialect.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { Placeholder } from './plan.ts';
import { type SortKey, sortKeyColumn, sortKeyNullable } from './sort-key.ts';

interface AfterKey {
  readonly expression: Fragment;
  readonly descending: boolean;
  readonly nullable: boolean;
  /** The placeholder of the value that the last page ended with; undefined where that value is null. */
  readonly value: Fragment | undefined;
}

/** The rows that come after `values` in the order of `keys`; the place of a cursor. Null values are part of the shape. */
export function afterSql(
  keys: readonly { key: SortKey; expression: Fragment }[],
  values: readonly unknown[],
  context: SqlContext,
): RawBuilder<unknown> {
  const all = keys.map(({ key, expression }, index): AfterKey => {
    const column = sortKeyColumn(key);
    const placeholder = new Placeholder(context.nextIndex(), context.dialect.encode(column));
    const value = values[index] === null ? undefined : context.dialect.parameter(column, sql.val(placeholder));
    return { expression, descending: key.descending, nullable: sortKeyNullable(key), value };
  });
  const first = all[0];
  // A row value is one range in the index in both databases; it needs one direction and no nulls.
  if (first && all.length > 1 && all.every((key) => key.descending === first.descending && !key.nullable && key.value)) {
    const left = sql.join(all.map((key) => key.expression));
    const right = sql.join(all.map((key) => key.value as Fragment));
    return first.descending ? sql`(${left}) < (${right})` : sql`(${left}) > (${right})`;
  }
  const later = laterThan(all, 0);
  const bound = first ? rangeStart(first) : undefined;
  return bound ? sql`${bound} and ${later}` : later;
}

/** Repeats the first key as a plain range, for an index can use that and cannot use the `or` behind it. */
function rangeStart(key: AfterKey): Fragment | undefined {
  if (!key.value) return undefined;
  if (!key.descending) return sql`${key.expression} >= ${key.value}`;
  return key.nullable ? undefined : sql`${key.expression} <= ${key.value}`;
}

function laterThan(keys: readonly AfterKey[], index: number): RawBuilder<unknown> {
  const key = keys[index] as AfterKey;
  const strictly = strictlyAfter(key);
  if (index === keys.length - 1) return strictly;
  const same = key.value ? sql`${key.expression} = ${key.value}` : sql`${key.expression} is null`;
  return sql`(${strictly} or (${same} and ${laterThan(keys, index + 1)}))`;
}

function strictlyAfter(key: AfterKey): RawBuilder<unknown> {
  if (!key.value) return key.descending ? sql`1 = 0` : sql`${key.expression} is not null`;
  if (!key.descending) return sql`${key.expression} > ${key.value}`;
  return key.nullable ? sql`(${key.expression} < ${key.value} or ${key.expression} is null)` : sql`${key.expression} < ${key.value}`;
}
