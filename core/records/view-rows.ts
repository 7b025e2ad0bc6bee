import type { Collection, CollectionField } from '../collections/collection.ts';
import type { FieldRead } from '../query/field-read.ts';
import { and } from '../where/combine.ts';
import type { WhereField } from '../where/condition.ts';
import type { Engine } from './engine.ts';
import { resolveReads } from './resolve-reads.ts';
import type { Row } from './row.ts';
import { runReadHooks } from './run-hooks.ts';
import type { Scope } from './scope.ts';
import { selectRows, withId } from './select-rows.ts';
import { knownCollection } from './write-transaction.ts';

/**
 * Applies a caller's rules to rows of a collection that were fetched otherwise: rows that he may not read are left out, and so are fields, in
 * related rows too. The rules are asked of the stored records, for a row may lack what a rule looks at. Throws where a row has no `id`.
 * What is no field of the collection is taken to be the author's own and stays.
 */
export async function viewRows(engine: Engine, scope: Scope, call: { collection: string; rows: readonly Row[] }): Promise<Row[]> {
  const collection = knownCollection(engine, call.collection);
  await scope.prepareQuery(collection.name, {});
  const reads = resolveReads(scope, collection, undefined);
  const stored = await readableRows({ engine, scope, collection }, call.rows, reads);
  const seen: Row[] = [];
  for (const given of call.rows) {
    const own = stored.get(given['id']);
    if (own) seen.push(await viewRow({ engine, scope, collection }, given, { reads, own }));
  }
  await runReadHooks({ engine, scope, collection }, seen);
  return seen;
}

interface Place {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly collection: Collection;
}

/** By id: the records that the caller may read, with those conditional fields that he may read in each. */
async function readableRows(
  { engine, scope, collection }: Place,
  rows: readonly Row[],
  reads: readonly FieldRead[],
): Promise<Map<unknown, Row>> {
  const ids = rows.map((row) => row['id']);
  if (ids.some((id) => id === undefined || id === null))
    throw new Error(`Rows of "${collection.name}" can only be answered with their ids.`);
  const id = collection.fields.get('id') as WhereField;
  const where = and(scope.read(collection.name).rows, { kind: 'compare', field: id, op: 'in', value: ids as string[] });
  const conditional = reads.filter((read) => read.when !== undefined && read.field.columns.length > 0);
  const { rows: found } = await selectRows(engine, { collection, reads: withId(collection, conditional), where, sort: [] });
  return new Map(found.map((row) => [row['id'], row]));
}

async function viewRow(place: Place, given: Row, may: { reads: readonly FieldRead[]; own: Row }): Promise<Row> {
  const readable = new Set(
    may.reads.filter((read) => read.when === undefined || read.field.name in may.own).map((read) => read.field.name),
  );
  const row: Row = {};
  for (const [name, value] of Object.entries(given)) {
    const field = place.collection.fields.get(name);
    if (!field) row[name] = value;
    else if (readable.has(name) || isReadableReverse(place, field))
      row[name] = field.relation ? await viewRelated(place, field, value) : value;
  }
  return row;
}

/** Reverses never leave by themselves, so they are not among the reads. */
function isReadableReverse({ scope, collection }: Place, field: CollectionField): boolean {
  return (
    field.kind === 'reverse' &&
    scope.read(collection.name).lookup.field(field.name) !== undefined &&
    !scope.read(collection.name).fields.has(field.name)
  );
}

/** Ids stay; related rows that were fetched along are seen with the same eyes. */
async function viewRelated({ engine, scope }: Place, field: CollectionField, value: unknown): Promise<unknown> {
  const collection = (field.relation as { collection: string }).collection;
  const isRow = (one: unknown): one is Row => typeof one === 'object' && one !== null;
  if (Array.isArray(value)) {
    const related = await viewRows(engine, scope, { collection, rows: value.filter(isRow) });
    return value.some(isRow) ? related : value;
  }
  if (!isRow(value)) return value;
  const [related] = await viewRows(engine, scope, { collection, rows: [value] });
  return related ?? null;
}
