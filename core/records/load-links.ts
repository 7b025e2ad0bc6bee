import type { Collection } from '../collections/collection.ts';
import type { DatabaseRow } from '../database/database.ts';
import type { FieldRead } from '../query/field-read.ts';
import { linksPlan } from '../query/link-plans.ts';
import { bindPlan } from '../query/plan.ts';
import { isToMany } from './complete-record.ts';
import { collectionOf, type Engine } from './engine.ts';
import type { Scope } from './scope.ts';

/** Sets the ids of to-many relations in rows that have their `id`: one query for each relation; targets that may not be read are left out. */
export async function loadLinks(
  place: { engine: Engine; scope: Scope; collection: Collection },
  rows: readonly DatabaseRow[],
  reads: readonly FieldRead[],
): Promise<void> {
  const { engine, scope, collection } = place;
  for (const { field, when } of reads) {
    if (!isToMany(field) || !field.relation || rows.length === 0) continue;
    const readable = when ? rows.filter((row) => takeMark(row, field.name)) : rows;
    const byId = new Map<unknown, unknown[]>();
    for (const row of readable) {
      // One record may be there several times, each as a child of another.
      const ids = byId.get(row['id']) ?? [];
      row[field.name] = ids;
      byId.set(row['id'], ids);
    }
    const target = collectionOf(engine, field.relation.collection);
    const { plan, values } = linksPlan(engine.planner, { holder: collection, field, target }, scope.read(target.name).rows);
    values[0] = [...byId.keys()];
    for (const link of await engine.database.query(plan, bindPlan(plan, values))) byId.get(link['source'])?.push(link['target']);
  }
}

/** Whether the row says that a conditionally readable field without a column may be read; takes the mark away. */
export function takeMark(row: DatabaseRow, name: string): boolean {
  const mark = `$may:${name}`;
  const may = Number(row[mark]) === 1;
  delete row[mark];
  return may;
}
