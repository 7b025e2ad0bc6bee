import type { Collection } from '../collections/collection.ts';
import { and } from '../where/combine.ts';
import { type Condition, everything, type WhereField } from '../where/condition.ts';
import { isToMany } from './complete-record.ts';
import { decide } from './decide.ts';
import { collectionOf, type Engine } from './engine.ts';
import { resolveReads } from './resolve-reads.ts';
import type { Row } from './row.ts';
import { runReadHooks } from './run-hooks.ts';
import type { Scope } from './scope.ts';
import { selectRows } from './select-rows.ts';

export interface ViewPlace {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly collection: Collection;
}

/**
 * What the scope's caller sees of a stored record that was just written: `undefined` where he may not read it.
 * Decided in memory as far as the record's own values go, so that a write need not be read back. The scope must be prepared.
 */
export async function viewRecord(place: ViewPlace, record: Row): Promise<Row | undefined> {
  const { engine, scope, collection } = place;
  const stored = { collection, record };
  if (!(await decide(engine, stored, scope.read(collection.name).rows))) return undefined;
  const row: Row = {};
  for (const { field, when } of resolveReads(scope, collection, undefined)) {
    if (when && !(await decide(engine, stored, when))) continue;
    const value = record[field.name];
    row[field.name] = isToMany(field)
      ? await readableIds(place, field.relation?.collection as string, value as readonly (string | number)[])
      : value;
  }
  await runReadHooks(place, [row]);
  return row;
}

/** The ids of those targets that the caller may read, in their order. */
export async function readableIds(
  { engine, scope }: ViewPlace,
  targetName: string,
  ids: readonly (string | number)[],
): Promise<(string | number)[]> {
  const rule = scope.read(targetName).rows;
  if (ids.length === 0 || rule === everything) return [...ids];
  const target = collectionOf(engine, targetName);
  const id = target.fields.get('id');
  if (!id) return [];
  const where: Condition = and(rule, { kind: 'compare', field: id as WhereField, op: 'in', value: ids });
  const { rows } = await selectRows(engine, { collection: target, reads: [{ field: id, when: undefined }], where, sort: [] });
  const found = new Set(rows.map((row) => row['id']));
  return ids.filter((one) => found.has(one));
}
