import { setTimeout as sleep } from 'node:timers/promises';
import type { Collections } from '../collections/collection.ts';
import type { Database } from '../database/database.ts';
import { slowestFollowerPlan, trimChangesPlan } from '../query/change-plans.ts';
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
  /** Told where a durable reader holds back what is older than it should be. */
  late(details: { readonly position: number; readonly behind: number }): void;
}

/** Rows taken away by one statement: so few that writers do not wait for it. */
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

async function slowest({ database, planner, late, retention }: TrimParts, last: number): Promise<number> {
  const plan = slowestFollowerPlan(planner);
  const [row] = await database.query(plan, []);
  const position = row?.['position'];
  if (position === null || position === undefined) return last;
  const behind = last - Number(position);
  if (behind > retention.most) late({ position: Number(position), behind });
  return Math.min(last, Number(position));
}

interface Trim {
  readonly names: readonly string[];
  /** Whether the changes of these collections go, or those of all others. */
  readonly among: boolean;
  readonly upTo: number;
  readonly age: number;
}

async function trim({ database, planner, now }: TrimParts, { names, among, upTo, age }: Trim): Promise<number> {
  if (upTo <= 0) return 0;
  const plan = trimChangesPlan(planner, among);
  const before = new Date(now().getTime() - age).toISOString();
  let gone = 0;
  for (;;) {
    const count = await database.execute(plan, bindPlan(plan, [upTo, before, names, step]));
    gone += count;
    if (count < step) return gone;
    await sleep(pauseMilliseconds);
  }
}
