import type { CollectionField } from '../collections/collection.ts';
import { holdersPlan } from '../query/link-plans.ts';
import { bindPlan } from '../query/plan.ts';
import { and } from '../where/combine.ts';
import type { Condition, WhereField } from '../where/condition.ts';
import { isToMany } from './complete-record.ts';
import type { Engine } from './engine.ts';
import { readStored } from './read-stored.ts';
import type { Reference } from './references.ts';
import type { Row } from './row.ts';
import { linkTable } from './store-record.ts';

export type Id = string | number;

/** The stored records that refer to any of these ids by a relation and satisfy `where`, whole and locked. */
export async function holdersOf(
  engine: Engine,
  { holder, field }: Reference,
  which: { ids: readonly Id[]; where: Condition },
): Promise<Row[]> {
  if (which.ids.length === 0) return [];
  if (!isToMany(field)) return readStored(engine, holder, and(inList(field, which.ids), which.where));
  const plan = holdersPlan(engine.planner, linkTable(engine, holder, field));
  const rows = await engine.database.query(plan, bindPlan(plan, [which.ids]));
  if (rows.length === 0) return [];
  const sources = rows.map((row) => row['source'] as Id);
  return readStored(engine, holder, and(inList(holder.fields.get('id') as CollectionField, sources), which.where));
}

/** Says that a field's value is one of these. */
export function inList(field: WhereField, values: readonly Id[]): Condition {
  return { kind: 'compare', field, op: 'in', value: values };
}
