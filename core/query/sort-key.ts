import { type RawBuilder, sql } from 'kysely';
import type { Collection, CollectionField, Column } from '../collections/collection.ts';
import type { Fragment } from '../database/dialect.ts';
import type { Condition } from '../where/condition.ts';
import { conditionShape } from './condition-shape.ts';
import { conditionSql } from './condition-sql.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { fieldColumn } from './field-column.ts';

/** One step of a sort path: over a to-one relation to the row that it refers to. */
export interface SortHop {
  readonly relation: CollectionField;
  /** Where the relation itself may be read; undefined means everywhere. */
  readonly when: Condition | undefined;
  readonly target: Collection;
  /** Which target rows the caller may read. */
  readonly rows: Condition;
}

/** One key of a sort, resolved with the caller's eyes. */
export interface SortKey {
  readonly hops: readonly SortHop[];
  readonly field: CollectionField;
  /** Where the field may be read; elsewhere it counts as null. */
  readonly when: Condition | undefined;
  readonly descending: boolean;
}

export function sortKeyNullable(key: SortKey): boolean {
  return key.hops.length > 0 || key.when !== undefined || key.field.nullable;
}

/** Whether the key is a plain column of the listed rows, so that its value can be taken from the row itself. */
export function isOwnColumn(key: SortKey): boolean {
  return key.hops.length === 0 && key.when === undefined;
}

/** The part of a shape's key for one sort key; appends its conditions' values. */
export function sortKeyShape(key: SortKey, values: unknown[]): string {
  let shape = key.descending ? '-' : '+';
  for (const hop of key.hops) {
    shape += `${hop.relation.name}[${hop.when ? conditionShape(hop.when, values) : ''}|${conditionShape(hop.rows, values)}].`;
  }
  return `${shape}${key.field.name}${key.when ? `?${conditionShape(key.when, values)}` : ''}`;
}

/** The effective value of the key for the row `alias`: what the caller may not read counts as null. */
export function sortKeySql(key: SortKey, at: { collection: Collection; alias: string }, context: SqlContext): RawBuilder<unknown> {
  const step = (index: number, place: { collection: Collection; alias: string }): Fragment => {
    const hop = key.hops[index];
    if (!hop) {
      const when = key.when ? conditionSql(key.when, place, context) : undefined;
      const column = sql.ref(`${place.alias}.${fieldColumn(key.field).name}`);
      return when ? sql`case when ${when} then ${column} end` : column;
    }
    const target = { collection: hop.target, alias: context.nextAlias() };
    const when = hop.when ? sql` and ${conditionSql(hop.when, place, context)}` : sql``;
    const rows = conditionSql(hop.rows, target, context);
    const value = step(index + 1, target);
    const reference = sql.ref(`${place.alias}.${fieldColumn(hop.relation).name}`);
    return sql`(select ${value} from ${sql.table(hop.target.table)} as ${sql.ref(target.alias)} where ${sql.ref(`${target.alias}.id`)} = ${reference}${when} and ${rows})`;
  };
  return step(0, at) as RawBuilder<unknown>;
}

/** The column whose conversions apply to the key's values. */
export function sortKeyColumn(key: SortKey): Column {
  return fieldColumn(key.field);
}
