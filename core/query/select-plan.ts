import { sql } from 'kysely';
import type { Collection } from '../collections/collection.ts';
import type { DatabaseRow } from '../database/database.ts';
import type { Fragment } from '../database/dialect.ts';
import type { Condition } from '../where/condition.ts';
import { afterSql } from './after-sql.ts';
import { conditionShape } from './condition-shape.ts';
import { conditionSql } from './condition-sql.ts';
import type { SqlContext } from './condition-sql-context.ts';
import type { FieldRead } from './field-read.ts';
import { Placeholder, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';
import { type DecodeRow, readColumns } from './read-columns.ts';
import { isOwnColumn, type SortKey, sortKeyColumn, sortKeyNullable, sortKeyShape, sortKeySql } from './sort-key.ts';

/** Which records to read, and how. Everything in it is checked and is the caller's to see. */
export interface SelectQuery {
  readonly collection: Collection;
  readonly reads: readonly FieldRead[];
  readonly where: Condition;
  /** Ends with the id, so that the order is total; empty where order does not matter. */
  readonly sort: readonly SortKey[];
  /** The values of the sort keys at which the last page ended. */
  readonly after?: readonly unknown[] | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly forUpdate?: boolean;
}

/** A plan that reads records, with what its rows need. */
export interface SelectPlan {
  readonly plan: Plan;
  readonly values: unknown[];
  readonly decode: DecodeRow;
  readonly position: Position;
}

/** Where a row lies in the order of its list. */
export interface Position {
  /** The sort values of a decoded row, in API form: where the next page begins. */
  read(row: DatabaseRow): unknown[];
  /** Takes away the columns that were read only for the position. */
  drop(row: DatabaseRow): void;
}

interface SelectExtra {
  readonly decode: DecodeRow;
  readonly position: Position;
}

/** Plans a read. The walk for the key and the walk for the SQL go in the same order: where, fields, sort, after, limit, offset. */
export function selectPlan(planner: Planner, query: SelectQuery): SelectPlan {
  const values: unknown[] = [];
  const key = selectShape(query, values);
  const { plan, extra } = planner.plan<SelectExtra>(key, (context) => buildSelect(query, context));
  return { plan, values, ...extra };
}

function selectShape(query: SelectQuery, values: unknown[]): string {
  let key = `select ${query.collection.name}${query.forUpdate ? ' for update' : ''} ${conditionShape(query.where, values)} : `;
  for (const read of query.reads) key += read.when ? `${read.field.name}?${conditionShape(read.when, values)},` : `${read.field.name},`;
  for (const sortKey of query.sort) key += sortKeyShape(sortKey, values);
  if (query.after) {
    key += ' after ';
    for (const value of query.after) key += value === null ? '0' : '1';
    values.push(...query.after);
  }
  if (query.limit !== undefined) values.push(query.limit);
  if (query.offset) values.push(query.offset);
  return `${key}${query.limit === undefined ? '' : ' limit'}${query.offset ? ' offset' : ''}`;
}

function buildSelect(query: SelectQuery, context: SqlContext): { fragment: Fragment; extra: SelectExtra } {
  const at = { collection: query.collection, alias: context.nextAlias() };
  const where = conditionSql(query.where, at, context);
  const { list, decode } = readColumns(query.reads, at, context);
  const sorted = query.sort.map((key) => ({ key, expression: sortKeySql(key, at, context) as Fragment }));
  const after = query.after ? sql` and ${afterSql(sorted, query.after, context)}` : sql``;
  const limit = query.limit === undefined ? sql`` : sql` limit ${sql.val(new Placeholder(context.nextIndex()))}`;
  const offset = query.offset ? sql` offset ${sql.val(new Placeholder(context.nextIndex()))}` : sql``;
  const { list: positionList, position } = positionReader(query, sorted, context);
  const order = orderBy(sorted, context);
  const columns = sql.join([...list, ...positionList]);
  const lock = query.forUpdate && context.dialect.forUpdate ? sql` ${sql.raw(context.dialect.forUpdate.trim())}` : sql``;
  return {
    fragment: sql`select ${columns} from ${sql.table(query.collection.table)} as ${sql.ref(at.alias)} where ${where}${after}${order}${limit}${offset}${lock}`,
    extra: { decode, position },
  };
}

/** `order by …`, or nothing. */
export function orderBy(sorted: readonly { key: SortKey; expression: Fragment }[], context: SqlContext): Fragment {
  if (sorted.length === 0) return sql``;
  const keys = sorted.map(({ key, expression }) => context.dialect.order(expression, key.descending, sortKeyNullable(key)));
  return sql` order by ${sql.join(keys)}`;
}

/** Sort values come from the row where it has them, and from columns of their own where it has not. */
function positionReader(query: SelectQuery, sorted: readonly { key: SortKey; expression: Fragment }[], context: SqlContext) {
  const present = new Set(query.reads.filter((read) => !read.when).map((read) => read.field.name));
  const list: Fragment[] = [];
  const aliases: string[] = [];
  const readers = sorted.map(({ key, expression }, index) => {
    const { name } = key.field;
    if (isOwnColumn(key) && present.has(name)) return (row: DatabaseRow) => row[name];
    const column = sortKeyColumn(key);
    const alias = `$sort:${index}`;
    aliases.push(alias);
    const decode = context.dialect.decode(column);
    list.push(sql`${context.dialect.read(column, expression)} as ${sql.ref(alias)}`);
    return (row: DatabaseRow) => {
      const value = row[alias];
      return value === null || !decode ? value : decode(value);
    };
  });
  const position: Position = {
    read: (row) => readers.map((reader) => reader(row)),
    drop: (row) => {
      for (const alias of aliases) delete row[alias];
    },
  };
  return { list, position };
}
