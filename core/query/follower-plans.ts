import { sql } from 'kysely';
import type { ColumnFacts, Fragment } from '../database/dialect.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { Placeholder, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';

const text: ColumnFacts = { storage: 'text' };
const integer: ColumnFacts = { storage: 'integer' };

type Value = (column: ColumnFacts) => Fragment;

function keep(planner: Planner, key: string, build: (value: Value) => Fragment): Plan {
  const made = (context: SqlContext) => build((column) => context.dialect.parameter(column, sql.val(new Placeholder(context.nextIndex()))));
  return planner.plan(`follower ${key}`, (context) => ({ fragment: made(context), extra: undefined })).plan;
}

/** Makes a durable reader of the change log known, at a position unless it has one; values: name, position. */
export function addFollowerPlan(planner: Planner): Plan {
  return keep(
    planner,
    'add',
    (value) =>
      sql`insert into plinth_followers (name, position, held_until) values (${value(text)}, ${value(integer)}, 0) on conflict (name) do nothing`,
  );
}

/** Reads where a reader is (`position`), who has it (`holder`) and until when (`until`); values: name. */
export function readFollowerPlan(planner: Planner): Plan {
  return keep(
    planner,
    'read',
    (value) => sql`select position as position, holder as holder, held_until as until from plinth_followers where name = ${value(text)}`,
  );
}

/** Takes a reader that nobody has; values: holder, until, name, holder, now. The row that it gives has the `position`; none where another was faster. */
export function takeFollowerPlan(planner: Planner): Plan {
  return keep(planner, 'take', (value) => {
    const set = sql`holder = ${value(text)}, held_until = ${value(integer)}`;
    const name = value(text);
    return sql`update plinth_followers set ${set} where name = ${name} and (holder = ${value(text)} or held_until < ${value(integer)}) returning position as position`;
  });
}

/** Keeps a reader; values: until, name, holder. Changes no row where another process has it by now. */
export function keepFollowerPlan(planner: Planner): Plan {
  return keep(
    planner,
    'keep',
    (value) => sql`update plinth_followers set held_until = ${value(integer)} where name = ${value(text)} and holder = ${value(text)}`,
  );
}

/** Moves a reader on, and keeps it; values: position, until, name, holder. Changes no row where another process has it by now. */
export function moveFollowerPlan(planner: Planner): Plan {
  return keep(planner, 'move', (value) => {
    const set = sql`position = ${value(integer)}, held_until = ${value(integer)}`;
    return sql`update plinth_followers set ${set} where name = ${value(text)} and holder = ${value(text)}`;
  });
}

/** The place that the slowest durable reader has reached: `position`, null where there is none. */
export function slowestFollowerPlan(planner: Planner): Plan {
  return keep(planner, 'slowest', () => sql`select min(position) as position from plinth_followers`);
}
