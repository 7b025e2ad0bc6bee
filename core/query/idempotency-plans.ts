import { sql } from 'kysely';
import type { ColumnFacts, Fragment } from '../database/dialect.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { Placeholder, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';

const text: ColumnFacts = { storage: 'text' };
const integer: ColumnFacts = { storage: 'integer' };

function value(context: SqlContext, column: ColumnFacts = text): Fragment {
  return context.dialect.parameter(column, sql.val(new Placeholder(context.nextIndex())));
}

function keep(planner: Planner, key: string, build: (context: SqlContext) => Fragment): Plan {
  return planner.plan(`idempotency ${key}`, (context) => ({ fragment: build(context), extra: undefined })).plan;
}

/** Takes the lock of a key until the transaction ends, without waiting; values: the name of the lock. Tells `free`: 1 or 0. */
export function lockKeyPlan(planner: Planner): Plan {
  return keep(planner, 'lock', (context) => sql`select ${context.dialect.tryLock(value(context))} as free`);
}

/** Reads what is kept under a key; values: scope, key, the moment after which it must have been made. */
export function readAnswerPlan(planner: Planner): Plan {
  return keep(planner, 'read', (context) => {
    const scope = value(context);
    const key = value(context);
    return sql`select request, status, headers, body from plinth_idempotency where scope = ${scope} and key = ${key} and created_at > ${value(context)}`;
  });
}

/** Keeps an answer, over one that is too old to count; values: scope, key, request, status, headers, body, the moment. */
export function keepAnswerPlan(planner: Planner): Plan {
  return keep(planner, 'keep', (context) => {
    const facts = [text, text, text, integer, text, text, text];
    const values = sql.join(facts.map((column) => value(context, column)));
    return sql`insert into plinth_idempotency (scope, key, request, status, headers, body, created_at) values (${values}) on conflict (scope, key) do update set request = excluded.request, status = excluded.status, headers = excluded.headers, body = excluded.body, created_at = excluded.created_at`;
  });
}

/** Takes away the oldest answers; values: the moment up to which, how many at most. */
export function trimAnswersPlan(planner: Planner): Plan {
  return keep(planner, 'trim', (context) => {
    const until = value(context);
    const limit = sql.val(new Placeholder(context.nextIndex()));
    return sql`delete from plinth_idempotency where (scope, key) in (select scope, key from plinth_idempotency where created_at <= ${until} order by created_at limit ${limit})`;
  });
}
