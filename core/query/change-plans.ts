import { sql } from 'kysely';
import type { ColumnFacts, Fragment } from '../database/dialect.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { Placeholder, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';

const text: ColumnFacts = { storage: 'text' };
const integer: ColumnFacts = { storage: 'integer' };
/** The row of `plinth_meta` in which the last position stands, for the log itself may have been trimmed. */
const lastKey = 'changes.position';
/** The row of `plinth_meta` in which the last position stands that was taken away. */
const trimmedKey = 'changes.trimmed';

function value(context: SqlContext, column: ColumnFacts): Fragment {
  return context.dialect.parameter(column, sql.val(new Placeholder(context.nextIndex())));
}

function keep(planner: Planner, key: string, build: (context: SqlContext) => Fragment): Plan {
  return planner.plan(`changes ${key}`, (context) => ({ fragment: build(context), extra: undefined })).plan;
}

const counted = (key: string): Fragment => sql`(select cast(value as bigint) from plinth_meta where key = ${sql.lit(key)})`;
const order = (context: SqlContext): Fragment => sql.ref(context.dialect.changeOrder);
const columns = sql`seq, collection, record, action, before, after, caller_collection, caller, request, at`;

/** Appends one change; values: collection, record, action, before, after, caller's collection, caller, request, at. */
export function appendChangePlan(planner: Planner): Plan {
  return keep(planner, 'append', (context) => {
    const values = sql.join(Array.from({ length: 9 }, () => value(context, text)));
    return sql`insert into plinth_changes (collection, record, action, before, after, caller_collection, caller, request, at) values (${values})`;
  });
}

/** Reads changes after a position, in order; values: position, limit. */
export function readChangesPlan(planner: Planner): Plan {
  return keep(planner, 'read', (context) => {
    const after = value(context, integer);
    const limit = sql.val(new Placeholder(context.nextIndex()));
    return sql`select ${order(context)} as place, ${columns} from plinth_changes where ${order(context)} > ${after} order by ${order(context)} limit ${limit}`;
  });
}

/** Reads the changes of one record, newest first; values: collection, record, the seq to begin below, limit. */
export function recordChangesPlan(planner: Planner): Plan {
  return keep(planner, 'of record', (context) => {
    const collection = value(context, text);
    const record = value(context, text);
    const below = value(context, integer);
    const limit = sql.val(new Placeholder(context.nextIndex()));
    return sql`select coalesce(position, seq) as place, ${columns} from plinth_changes where collection = ${collection} and record = ${record} and seq < ${below} order by seq desc limit ${limit}`;
  });
}

/** The `last` position that was given, and the last that was taken away (`trimmed`); 0 where there is none. */
export function changeBoundsPlan(planner: Planner): Plan {
  return keep(planner, 'bounds', (context) => {
    // SQLite counts by itself and never gives a number twice, trimmed or not.
    const last =
      context.dialect.changeOrder === 'seq' ? sql`(select seq from sqlite_sequence where name = 'plinth_changes')` : counted(lastKey);
    return sql`select coalesce(${last}, 0) as last, coalesce(${counted(trimmedKey)}, 0) as trimmed`;
  });
}

/** Gives a row where changes have become visible that have no position yet. */
export function changesWaitPlan(planner: Planner): Plan {
  return keep(planner, 'wait', () => sql`select 1 as waiting from plinth_changes where position is null limit 1`);
}

/** Whether the calling transaction alone may now put changes in order: `may` is 1. */
export function mayOrderPlan(planner: Planner): Plan {
  return keep(planner, 'may order', (context) => sql`select ${context.dialect.mayOrderChanges} as may`);
}

/** Gives the changes that have become visible their positions, in the order of `seq`; values: how many at most. Tells the `count`. */
export function orderChangesPlan(planner: Planner): Plan {
  return keep(planner, 'order', (context) => {
    const waiting = sql`select seq from plinth_changes where position is null order by seq limit ${sql.val(new Placeholder(context.nextIndex()))}`;
    const fresh = sql`select seq, row_number() over (order by seq) as rank from (${waiting}) as waiting`;
    const ordered = sql`update plinth_changes set position = coalesce(${counted(lastKey)}, 0) + fresh.rank from fresh where plinth_changes.seq = fresh.seq returning plinth_changes.position`;
    const noted = sql`insert into plinth_meta (key, value) select ${sql.lit(lastKey)}, cast(max(position) as text) from ordered having count(*) > 0 on conflict (key) do update set value = excluded.value`;
    return sql`with fresh as (${fresh}), ordered as (${ordered}), noted as (${noted}) select count(*) as count from ordered`;
  });
}

/** Finds the oldest changes of the listed collections (`among`), or of all others; values: the position up to which, the moment up to which, the collections, the seq to begin after, how many at most. */
export function oldChangesPlan(planner: Planner, among: boolean): Plan {
  return keep(planner, among ? 'old among' : 'old others', (context) => {
    const upTo = value(context, integer);
    const before = value(context, text);
    const listed = inList(context, text, 'collection');
    const after = value(context, integer);
    const limit = sql.val(new Placeholder(context.nextIndex()));
    return sql`select seq as seq, ${order(context)} as place from plinth_changes where ${order(context)} <= ${upTo} and at <= ${before} and ${among ? listed : sql`not (${listed})`} and seq > ${after} order by seq limit ${limit}`;
  });
}

/** Notes up to where changes were taken away; values: the position. */
export function noteTrimmedPlan(planner: Planner): Plan {
  return keep(planner, 'note trimmed', (context) => {
    const later = sql`cast(plinth_meta.value as bigint) < cast(excluded.value as bigint)`;
    return sql`insert into plinth_meta (key, value) values (${sql.lit(trimmedKey)}, cast(${value(context, integer)} as text)) on conflict (key) do update set value = excluded.value where ${later}`;
  });
}

/** Takes changes away; values: their seqs. */
export function deleteChangesPlan(planner: Planner): Plan {
  return keep(planner, 'delete', (context) => sql`delete from plinth_changes where ${inList(context, integer, 'seq')}`);
}

function inList(context: SqlContext, column: ColumnFacts, name: string): Fragment {
  const list = new Placeholder(context.nextIndex(), context.dialect.encodeList(column) as never);
  return context.dialect.inList(column, sql.ref(name), sql.val(list));
}
