import type { Collection, CollectionField } from '../collections/collection.ts';
import type { FieldRead } from '../query/field-read.ts';
import { and } from '../where/combine.ts';
import type { Condition, WhereField } from '../where/condition.ts';
import { isToMany } from './complete-record.ts';
import { collectionOf, type Engine } from './engine.ts';
import { takeMark } from './load-links.ts';
import { reachableRows } from './reachable-rows.ts';
import { resolveReads } from './resolve-reads.ts';
import type { Row } from './row.ts';
import { runReadHooks } from './run-hooks.ts';
import type { Scope } from './scope.ts';
import { selectRows, withId } from './select-rows.ts';
import type { ViewPlace } from './view-record.ts';
import { knownCollection } from './write-transaction.ts';

/**
 * Applies a caller's rules to rows of a collection that were fetched otherwise: rows that he may not read are left out, and so are fields, in
 * related rows too. The rules are asked of the stored records, for a row may lack what a rule looks at. Throws where a row has no `id`.
 * What is no field of the collection is taken to be the author's own and stays.
 */
export async function viewRows(engine: Engine, scope: Scope, call: { collection: string; rows: readonly Row[] }): Promise<Row[]> {
  const collection = knownCollection(engine, call.collection);
  await scope.prepareQuery(collection.name, {});
  const seen = await viewAll({ engine, scope, collection }, call.rows, scope.read(collection.name).rows);
  return seen.filter((row) => row !== undefined);
}

/** What the caller sees of each row, in their order; undefined where that is nothing. The scope must be prepared. */
async function viewAll(place: ViewPlace, rows: readonly Row[], readable: Condition): Promise<(Row | undefined)[]> {
  const { scope, collection } = place;
  const reads = resolveReads(scope, collection, undefined);
  const stored = await storedRows(place, rows, { reads, readable });
  const reverses = [...collection.fields.values()].filter((field) => isReadableReverse(place, field));
  const seen = rows.map((given) => {
    const own = stored.get(given['id']);
    return own && pick(given, { collection, readable: new Set([...own, ...reverses.map((field) => field.name)]) });
  });
  const left = seen.filter((row) => row !== undefined);
  for (const field of collection.fields.values()) if (field.relation) await viewRelated(place, field, left);
  await runReadHooks(place, left);
  return seen;
}

/** Of the records that the caller may read, by id: the names of the fields that he may read in each. */
async function storedRows(
  { engine, collection }: ViewPlace,
  rows: readonly Row[],
  { reads, readable }: { reads: readonly FieldRead[]; readable: Condition },
): Promise<Map<unknown, readonly string[]>> {
  const ids = rows.map((row) => row['id']);
  if (ids.some((id) => id === undefined || id === null))
    throw new Error(`Rows of "${collection.name}" can only be answered with their ids.`);
  if (ids.length === 0) return new Map();
  const conditional = reads.filter((read) => read.when !== undefined);
  const where = and(readable, idIn(collection, ids));
  const { rows: found } = await selectRows(engine, { collection, reads: withId(collection, conditional), where, sort: [] });
  const shows = ({ field, when }: FieldRead, row: Row) => !when || (isToMany(field) ? takeMark(row, field.name) : field.name in row);
  return new Map(found.map((row) => [row['id'], reads.filter((read) => shows(read, row)).map((read) => read.field.name)]));
}

function idIn(collection: Collection, ids: readonly unknown[]): Condition {
  return { kind: 'compare', field: collection.fields.get('id') as WhereField, op: 'in', value: ids as string[] };
}

function pick(given: Row, { collection, readable }: { collection: Collection; readable: ReadonlySet<string> }): Row {
  return Object.fromEntries(Object.entries(given).filter(([name]) => readable.has(name) || !collection.fields.has(name)));
}

/** Reverses never leave by themselves, so they are not among the reads. */
function isReadableReverse({ scope, collection }: ViewPlace, field: CollectionField): boolean {
  if (field.kind !== 'reverse') return false;
  const { lookup, fields } = scope.read(collection.name);
  return lookup.field(field.name) !== undefined && !fields.has(field.name);
}

/** Sees related rows that were fetched along with the same eyes, and takes out of lists the ids that lead to nothing readable. */
async function viewRelated({ engine, scope }: ViewPlace, field: CollectionField, rows: readonly Row[]): Promise<void> {
  const values = rows.map((row) => row[field.name]);
  const related = values.flat().filter(isRow);
  const ids = values.flatMap((value) => (Array.isArray(value) ? value.filter((one) => !isRow(one)) : []));
  if (related.length === 0 && ids.length === 0) return;
  const collection = collectionOf(engine, field.relation?.collection as string);
  await scope.prepareQuery(collection.name, {});
  const place = { engine, scope, collection };
  const readable = reachableRows(scope, field);
  const seen = await viewAll(place, related, readable);
  const views = new Map<unknown, unknown>(related.map((row, index) => [row, seen[index]]));
  for (const id of (
    await storedRows(
      place,
      ids.map((id) => ({ id })),
      { reads: [], readable },
    )
  ).keys())
    views.set(id, id);
  for (const row of rows) {
    const value = row[field.name];
    if (Array.isArray(value)) row[field.name] = value.map((one) => views.get(one)).filter((one) => one !== undefined);
    else if (isRow(value)) row[field.name] = views.get(value) ?? null;
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}
