import { setTimeout as sleep } from 'node:timers/promises';
import type { Collections } from '../collections/collection.ts';
import type { Database } from '../database/database.ts';
import { deleteChangesPlan, noteTrimmedPlan, oldChangesPlan } from '../query/change-plans.ts';
import { slowestFollowerPlan } from '../query/follower-plans.ts';
import { bindPlan } from '../query/plan.ts';
import type { Planner } from '../query/planner.ts';
import type { ChangeLog } from './change-log.ts';

/** How long changes are kept. */
export interface ChangeRetention {
  /** Milliseconds. */
  readonly keep: number;
  /** How many at most, whatever their age. */
  readonly most: number;
}

/** What trimming works with. */
export interface TrimParts {
  readonly database: Database;
  readonly planner: Planner;
  readonly collections: Collections;
  readonly log: ChangeLog;
  readonly retention: ChangeRetention;
  now(): Date;
  /** Told where a durable reader holds back what is older than it should be, or more than there should be. */
  late(details: { readonly position: number; readonly behind: number }): void;
}

/** Rows taken away by one transaction: so few that writers do not wait for it. */
const step = 500;
const pauseMilliseconds = 10;

/**
 * Takes away changes that are too old or too many, in small steps. Never passes a durable reader: it raises an alarm instead. Changes of
 * collections with history stay as long as their history says. Answers how many went.
 */
export async function trimChanges(parts: TrimParts): Promise<number> {
  const { collections, log, retention } = parts;
  const { last } = await log.bounds();
  const reached = await slowest(parts, last);
  const histories = [...collections.values()].filter((collection) => collection.history !== undefined);
  const others = { names: histories.map((collection) => collection.name), among: false };
  let gone = await trim(parts, { ...others, upTo: reached, age: retention.keep });
  gone += await trim(parts, { ...others, upTo: Math.min(reached, last - retention.most), age: 0 });
  for (const { name, history = 0 } of histories) {
    if (Number.isFinite(history)) gone += await trim(parts, { names: [name], among: true, upTo: reached, age: history });
  }
  return gone;
}

async function slowest(parts: TrimParts, last: number): Promise<number> {
  const { database, planner, log, retention } = parts;
  const [row] = await database.query(slowestFollowerPlan(planner), []);
  if (row?.['position'] === null || row?.['position'] === undefined) return last;
  const position = Number(row['position']);
  const behind = last - position;
  const [oldest] = await log.read(position, 1);
  if (behind > retention.most || (oldest !== undefined && oldest.at <= momentBefore(parts, retention.keep)))
    parts.late({ position, behind });
  return Math.min(last, position);
}

interface Trim {
  readonly names: readonly string[];
  /** Whether the changes of these collections go, or those of all others. */
  readonly among: boolean;
  readonly upTo: number;
  /** Milliseconds. */
  readonly age: number;
}

async function trim(parts: TrimParts, { names, among, upTo, age }: Trim): Promise<number> {
  if (upTo <= 0) return 0;
  const { database, planner } = parts;
  const before = momentBefore(parts, age);
  const old = oldChangesPlan(planner, among);
  let gone = 0;
  for (let after = 0; ; await sleep(pauseMilliseconds)) {
    const rows = await database.query(old, bindPlan(old, [upTo, before, names, after, step]));
    if (rows.length > 0) gone += await remove(parts, rows);
    if (rows.length < step) return gone;
    after = Number(rows.at(-1)?.['seq']);
  }
}

/** What is gone is noted in the same transaction, so that no reader takes the gap for quiet. */
async function remove({ database, planner }: TrimParts, rows: readonly Record<string, unknown>[]): Promise<number> {
  const note = noteTrimmedPlan(planner);
  const remove = deleteChangesPlan(planner);
  const last = Math.max(...rows.map((row) => Number(row['place'])));
  return database.transaction(async () => {
    await database.execute(note, bindPlan(note, [last]));
    return database.execute(remove, bindPlan(remove, [rows.map((row) => Number(row['seq']))]));
  });
}

function momentBefore({ now }: TrimParts, milliseconds: number): string {
  return new Date(now().getTime() - milliseconds).toISOString();
}
