import { sql } from 'kysely';
import type { Collection, CollectionField, Column } from '../collections/collection.ts';
import type { DatabaseRow } from '../database/database.ts';
import type { Fragment } from '../database/dialect.ts';
import type { Condition } from '../where/condition.ts';
import { conditionShape } from './condition-shape.ts';
import { conditionSql } from './condition-sql.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { fieldColumn } from './field-column.ts';
import type { FieldRead } from './field-read.ts';
import { Placeholder, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';
import { type DecodeRow, readColumns } from './read-columns.ts';
import { orderBy } from './select-plan.ts';
import { type SortKey, sortKeyShape, sortKeySql } from './sort-key.ts';
import { idColumn } from './write-plans.ts';

/** The way from parents to their related rows, to-many. */
export type Way =
  /** Rows of `target` whose to-one relation `by` is the parent. */
  | { readonly kind: 'column'; readonly by: CollectionField }
  /** Rows linked by a join table; `parentEnd` says on which end the parent stands. */
  | { readonly kind: 'links'; readonly table: string; readonly parentEnd: 'source' | 'target' };

/** Which related rows to read for a list of parents, each parent having its own limit. */
export interface RelatedQuery {
  /** Unique for the relation, for the shape's key. */
  readonly name: string;
  readonly parent: Collection;
  readonly way: Way;
  readonly target: Collection;
  readonly reads: readonly FieldRead[];
  readonly where: Condition;
  /** Empty: the order in which they were linked, or of their ids. */
  readonly sort: readonly SortKey[];
  readonly limit: number;
}

export interface RelatedPlan {
  readonly plan: Plan;
  /** The values; the first is still to be set to the list of the parents' ids. */
  readonly values: unknown[];
  readonly decode: DecodeRow;
  /** Takes the parent's id out of a row. */
  takeParent(row: DatabaseRow): unknown;
}

const parentAlias = '$parent';
const rankAlias = '$rank';

/** Plans one query for the related rows of all parents; the rows come in order within each parent. */
export function relatedPlan(planner: Planner, query: RelatedQuery): RelatedPlan {
  const values: unknown[] = [undefined];
  let key = `related ${query.name} ${conditionShape(query.where, values)} : `;
  for (const read of query.reads) key += read.when ? `${read.field.name}?${conditionShape(read.when, values)},` : `${read.field.name},`;
  for (const sortKey of query.sort) key += sortKeyShape(sortKey, values);
  values.push(query.limit);
  const { plan, extra } = planner.plan<DecodeRow>(key, (context) => buildRelated(query, context));
  return { plan, values, decode: extra, takeParent };
}

function takeParent(row: DatabaseRow): unknown {
  const parent = row[parentAlias];
  delete row[parentAlias];
  delete row[rankAlias];
  return parent;
}

function buildRelated(query: RelatedQuery, context: SqlContext): { fragment: Fragment; extra: DecodeRow } {
  const parentColumn = idColumn(query.parent);
  const list = sql.val(new Placeholder(context.nextIndex(), context.dialect.encodeList(parentColumn)));
  const at = { collection: query.target, alias: context.nextAlias() };
  const { from, parent, natural } = source(query, at.alias);
  const where = conditionSql(query.where, at, context);
  const { list: columns, decode } = readColumns(query.reads, at, context);
  const sorted = query.sort.map((key) => ({ key, expression: sortKeySql(key, at, context) as Fragment }));
  const order = sorted.length > 0 ? orderBy(sorted, context) : sql` order by ${natural}`;
  const limit = sql.val(new Placeholder(context.nextIndex()));
  const selected = sql.join([
    ...columns,
    sql`${readParent(parentColumn, parent, context)} as ${sql.ref(parentAlias)}`,
    sql`row_number() over (partition by ${parent}${order}) as ${sql.ref(rankAlias)}`,
  ]);
  return {
    fragment: sql`select * from (select ${selected} from ${from} where ${context.dialect.inList(parentColumn, parent, list)} and ${where}) as r where ${sql.ref(rankAlias)} <= ${limit} order by ${sql.ref(rankAlias)}`,
    extra: decode,
  };
}

function readParent(column: Column, expression: Fragment, context: SqlContext): Fragment {
  return context.dialect.read(column, expression);
}

function source(query: RelatedQuery, alias: string): { from: Fragment; parent: Fragment; natural: Fragment } {
  const table = sql`${sql.table(query.target.table)} as ${sql.ref(alias)}`;
  const id = sql.ref(`${alias}.id`);
  if (query.way.kind === 'column') return { from: table, parent: sql.ref(`${alias}.${fieldColumn(query.way.by).name}`), natural: id };
  const { table: links, parentEnd } = query.way;
  const targetEnd = parentEnd === 'source' ? 'target' : 'source';
  const from = sql`${sql.table(links)} as l join ${table} on ${id} = ${sql.ref(`l.${targetEnd}`)}`;
  const natural = parentEnd === 'source' ? sql`l.position, ${id}` : id;
  return { from, parent: sql.ref(`l.${parentEnd}`), natural };
}
