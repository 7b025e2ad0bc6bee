import type { Collection, CollectionField } from '../collections/collection.ts';
import type { DatabaseRow } from '../database/database.ts';
import type { FieldRead } from '../query/field-read.ts';
import { bindPlan } from '../query/plan.ts';
import { type Position, type SelectQuery, selectPlan } from '../query/select-plan.ts';
import type { Engine } from './engine.ts';

/** Runs a read; the rows are decoded and still hold what was read for the position. */
export async function selectRows(engine: Engine, query: SelectQuery): Promise<{ rows: DatabaseRow[]; position: Position }> {
  const { plan, values, decode, position } = selectPlan(engine.planner, query);
  const rows = await engine.database.query(plan, bindPlan(plan, values));
  for (const row of rows) decode(row);
  return { rows, position };
}

/** The reads with the id, and without repetition: rows must be told apart even where nobody asked for their ids. */
export function withId(collection: Collection, reads: readonly FieldRead[]): FieldRead[] {
  const id: FieldRead = { field: collection.fields.get('id') as CollectionField, when: undefined };
  const byName = new Map<string, FieldRead>();
  for (const read of [...reads, id]) if (!byName.has(read.field.name)) byName.set(read.field.name, read);
  return [...byName.values()];
}
