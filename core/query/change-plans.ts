import { sql } from 'kysely';
import type { ColumnFacts, Fragment } from '../database/dialect.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { Placeholder, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';

const text: ColumnFacts = { storage: 'text' };
const integer: ColumnFacts = { storage: 'integer' };
/** The row of `plinth_meta` in which the last position stands, for the log itself may have been trimmed. */
const lastKey = 'changes.position';

function value(context: SqlContext, column: ColumnFacts): Fragment {
  return context.dialect.parameter(column, sql.val(new Placeholder(context.nextIndex())));
}

function keep(planner: Planner, key: string, build: (context: SqlContext) => Fragment): Plan {
  return planner.plan(`changes ${key}`, (context) => ({ fragment: build(context), extra: undefined })).plan;
}

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

/** The last position that was given, and the first that is still there (null where the log is empty). */
export function changeBoundsPlan(planner: Planner): Plan {
  return keep(planner, 'bounds', (context) => {
    const counted = sql`(select cast(value as bigint) from plinth_meta where key = ${sql.lit(lastKey)})`;
    // SQLite counts by itself and never gives a number twice, trimmed or not.
    const last = context.dialect.changeOrder === 'seq' ? sql`(select seq from sqlite_sequence where name = 'plinth_changes')` : counted;
    return sql`select coalesce(${last}, 0) as last, min(${order(context)}) as first from plinth_changes`;
  });
}

/** Whether the calling transaction alone may now put changes in order: `may` is 1. */
export function mayOrderPlan(planner: Planner): Plan {
  return keep(planner, 'may order', (context) => sql`select ${context.dialect.mayOrderChanges} as may`);
}

/** Gives the changes that have become visible their positions, in the order of `seq`; values: how many at most. Tells `last`, null where there were none. */
export function orderChangesPlan(planner: Planner): Plan {
  return keep(planner, 'order', (context) => {
    const limit = sql.val(new Placeholder(context.nextIndex()));
    return sql`with fresh as (select seq, row_number() over (order by seq) as rank from (select seq from plinth_changes where position is null order by seq limit ${limit}) as waiting), ordered as (update plinth_changes set position = coalesce((select cast(value as bigint) from plinth_meta where key = ${sql.lit(lastKey)}), 0) + fresh.rank from fresh where plinth_changes.seq = fresh.seq returning plinth_changes.position), counted as (insert into plinth_meta (key, value) select ${sql.lit(lastKey)}, cast(max(position) as text) from ordered having count(*) > 0 on conflict (key) do update set value = excluded.value) select max(position) as last from ordered`;
  });
}

/** Takes away the oldest changes of the listed collections (`among`), or of all others; values: the position up to which, the moment up to which, the collections, how many at most. */
export function trimChangesPlan(planner: Planner, among: boolean): Plan {
  return keep(planner, among ? 'trim among' : 'trim others', (context) => {
    const upTo = value(context, integer);
    const before = value(context, text);
    const listed = context.dialect.inList(
      text,
      sql.ref('collection'),
      sql.val(new Placeholder(context.nextIndex(), context.dialect.encodeList(text) as never)),
    );
    const limit = sql.val(new Placeholder(context.nextIndex()));
    const old = sql`select seq from plinth_changes where ${order(context)} <= ${upTo} and at <= ${before} and ${among ? listed : sql`not (${listed})`} order by seq limit ${limit}`;
    return sql`delete from plinth_changes where seq in (${old})`;
  });
}

/** Makes a durable reader known, at a position unless it has one; values: name, position. */
export function addFollowerPlan(planner: Planner): Plan {
  return keep(
    planner,
    'add follower',
    (context) =>
      sql`insert into plinth_followers (name, position, held_until) values (${value(context, text)}, ${value(context, integer)}, 0) on conflict (name) do nothing`,
  );
}

/** Takes or keeps the reader for this process; values: holder, until, name, holder, now. The row that it gives has the `position`; none where another holds it. */
export function holdFollowerPlan(planner: Planner): Plan {
  return keep(planner, 'hold follower', (context) => {
    const holder = value(context, text);
    const until = value(context, integer);
    const name = value(context, text);
    const same = value(context, text);
    const now = value(context, integer);
    return sql`update plinth_followers set holder = ${holder}, held_until = ${until} where name = ${name} and (holder = ${same} or held_until < ${now}) returning position as position`;
  });
}

/** Moves the reader on; values: position, name, holder. Changes no row where another process holds it by now. */
export function moveFollowerPlan(planner: Planner): Plan {
  return keep(
    planner,
    'move follower',
    (context) =>
      sql`update plinth_followers set position = ${value(context, integer)} where name = ${value(context, text)} and holder = ${value(context, text)}`,
  );
}

/** Gives the reader up; values: name, holder. */
export function releaseFollowerPlan(planner: Planner): Plan {
  return keep(
    planner,
    'release follower',
    (context) => sql`update plinth_followers set held_until = 0 where name = ${value(context, text)} and holder = ${value(context, text)}`,
  );
}

/** The place that the slowest durable reader has reached: `position`, null where there is none. */
export function slowestFollowerPlan(planner: Planner): Plan {
  return keep(planner, 'slowest follower', () => sql`select min(position) as position from plinth_followers`);
}
