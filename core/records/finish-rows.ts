import type { Collection, CollectionField } from '../collections/collection.ts';
import type { DatabaseRow } from '../database/database.ts';
import { AppError } from '../errors.ts';
import type { FieldRead } from '../query/field-read.ts';
import { bindPlan } from '../query/plan.ts';
import { relatedPlan, type Way } from '../query/related-plan.ts';
import { and } from '../where/combine.ts';
import { everything, type WhereField } from '../where/condition.ts';
import { checkLimit } from './check-page.ts';
import { collectionOf, type Engine } from './engine.ts';
import type { ExpandPlan } from './expand-tree.ts';
import { loadLinks, takeMark } from './load-links.ts';
import { reachableRows } from './reachable-rows.ts';
import { readOf, resolveReads } from './resolve-reads.ts';
import { resolveSort } from './resolve-sort.ts';
import type { Row } from './row.ts';
import { runReadHooks } from './run-hooks.ts';
import type { Scope } from './scope.ts';
import { openSecrets } from './secrets.ts';
import { selectRows, withId } from './select-rows.ts';

const defaultChildren = 100;

export interface ExpandPlace {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly collection: Collection;
}

type ExpandEntry = ExpandPlan extends ReadonlyMap<string, infer Entry> ? Entry : never;

/** What rows are to become: the fields that were asked for, the relations to expand, and the reads that the rows were made with. */
export interface Finish {
  readonly fields: readonly string[] | undefined;
  readonly expand: ExpandPlan;
  readonly reads: readonly FieldRead[];
}

/** Turns decoded rows into records: ids of to-many relations, expanded relations, `onRead`, and nothing that was not asked for. */
export async function finishRows(place: ExpandPlace, rows: DatabaseRow[], finish: Finish): Promise<Row[]> {
  const links = finish.reads.filter((read) => !finish.expand.has(read.field.name));
  await loadLinks(place, rows, links);
  openSecrets(place, rows, finish.reads);
  await expandRows(place, rows, finish.expand);
  if (finish.fields !== undefined) keepOnly(rows, new Set([...finish.fields, ...finish.expand.keys()]));
  await runReadHooks(place, rows);
  return rows;
}

function keepOnly(rows: readonly DatabaseRow[], names: ReadonlySet<string>): void {
  for (const row of rows) for (const name of Object.keys(row)) if (!names.has(name)) delete row[name];
}

/** The relations that a query expands, checked. Throws `unknown_field` and `invalid_parameter`. */
export function expandedFields(place: ExpandPlace, expand: ExpandPlan): FieldRead[] {
  return [...expand.keys()].map((name) => {
    const read = readOf(place, name);
    if (!read.field.relation) throw new AppError('invalid_parameter', { detail: `"${name}" is not a relation.` });
    return read;
  });
}

/** Puts related rows in the place of ids: one query for each expanded relation and level, whatever the number of rows. */
async function expandRows(place: ExpandPlace, rows: readonly DatabaseRow[], expand: ExpandPlan): Promise<void> {
  for (const [name, entry] of expand) {
    const field = place.collection.fields.get(name) as CollectionField;
    if (field.relation?.many === true || field.kind === 'reverse') await expandMany({ ...place, field, entry }, rows);
    else await expandOne({ ...place, field, entry }, rows);
  }
}

interface Expansion extends ExpandPlace {
  readonly field: CollectionField;
  readonly entry: ExpandEntry;
}

function targetOf({ engine, field }: Expansion): Collection {
  return collectionOf(engine, (field.relation as { collection: string }).collection);
}

async function expandOne(expansion: Expansion, rows: readonly DatabaseRow[]): Promise<void> {
  const { engine, scope, field, entry } = expansion;
  if (entry.where !== undefined || entry.sort !== undefined || entry.limit !== undefined) {
    throw new AppError('invalid_parameter', {
      detail: `expand.${field.name} is a to-one relation: it takes neither where nor sort nor limit.`,
    });
  }
  const target = targetOf(expansion);
  const ids = [...new Set(rows.map((row) => row[field.name]).filter((id) => id !== null && id !== undefined))];
  const place = { engine, scope, collection: target };
  const reads = resolveReads(scope, target, entry.fields);
  const id = target.fields.get('id') as WhereField;
  const { rows: found } = await selectRows(engine, {
    collection: target,
    reads: withId(target, [...reads, ...expandedFields(place, entry.children)]),
    where: and(scope.read(target.name).rows, { kind: 'compare', field: id, op: 'in', value: ids as string[] }),
    sort: [],
  });
  const keys = found.map((row) => row['id']);
  const finished = await finishRows(place, found, { fields: entry.fields, expand: entry.children, reads });
  const byId = new Map(finished.map((row, index) => [keys[index], row]));
  for (const row of rows) {
    const key = row[field.name];
    if (key !== undefined) row[field.name] = byId.get(key) ?? null;
  }
}

async function expandMany(expansion: Expansion, rows: readonly DatabaseRow[]): Promise<void> {
  const { engine, scope, collection, field, entry } = expansion;
  const target = targetOf(expansion);
  const place = { engine, scope, collection: target };
  const limit = entry.limit === undefined ? defaultChildren : checkLimit(entry.limit, 0);
  const written = entry.where === undefined ? everything : scope.where(target.name, entry.where);
  const reads = resolveReads(scope, target, entry.fields);
  const expanded = expandedFields(place, entry.children);
  const plan = relatedPlan(engine.planner, {
    name: `${collection.name}.${field.name}`,
    parent: collection,
    way: wayOf(expansion),
    target,
    reads: withId(target, [...reads, ...expanded]),
    where: and(reachableRows(scope, field), written),
    sort: entry.sort === undefined ? [] : resolveSort(place, entry.sort),
    limit,
  });
  const conditional = scope.read(collection.name).fields.has(field.name);
  const parents = conditional ? rows.filter((row) => takeMark(row, field.name)) : rows;
  const groups = new Map<unknown, DatabaseRow[]>();
  for (const parent of parents) {
    // One record may be there several times, each as a child of another.
    const group = groups.get(parent['id']) ?? [];
    parent[field.name] = group;
    groups.set(parent['id'], group);
  }
  plan.values[0] = [...groups.keys()];
  const children = (await engine.database.query(plan.plan, bindPlan(plan.plan, plan.values))).map(plan.decode);
  const owners = children.map((child) => plan.takeParent(child));
  const finished = await finishRows(place, children, { fields: entry.fields, expand: entry.children, reads });
  for (const [index, row] of finished.entries()) groups.get(owners[index])?.push(row);
}

function wayOf({ engine, field }: Expansion): Way {
  const relation = field.relation as NonNullable<CollectionField['relation']>;
  if (field.kind === 'relation') return { kind: 'links', table: relation.table as string, parentEnd: 'source' };
  const by = collectionOf(engine, relation.collection).fields.get(relation.by as string) as CollectionField;
  if (by.relation?.many) return { kind: 'links', table: by.relation.table as string, parentEnd: 'target' };
  return { kind: 'column', by };
}
