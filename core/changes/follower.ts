import type { Database } from '../database/database.ts';
import { addFollowerPlan, keepFollowerPlan, moveFollowerPlan, readFollowerPlan, takeFollowerPlan } from '../query/follower-plans.ts';
import { bindPlan, type Plan } from '../query/plan.ts';
import type { Planner } from '../query/planner.ts';
import type { Change } from './change.ts';
import type { ChangeLog } from './change-log.ts';
import { Pause } from './pause.ts';

/** How long a process may be silent before another takes its reader over. */
const holdMilliseconds = 15_000;
const renewMilliseconds = 5000;
/** How often a reader looks at the log when nobody wakes it. */
const idleMilliseconds = 1000;
/** How long a reader that was woken lets changes gather, so that a flood of single changes does not become a flood of single batches. */
const gatherMilliseconds = 10;
const retryMilliseconds = 500;
const maxRetryMilliseconds = 30_000;
const batchSize = 200;

/** What is done with changes. What it throws is tried again, with the same changes: it is at-least-once. */
export type FollowRun = (changes: readonly Change[]) => void | Promise<void>;

/** What a durable reader works with. */
export interface FollowerParts {
  readonly database: Database;
  readonly planner: Planner;
  readonly log: ChangeLog;
  /** Unique for the process. */
  readonly holder: string;
  failed(error: unknown): void;
}

/**
 * A durable reader of the change log. Its place is kept in the database under its name and moves only when its changes were done with, so
 * that a process may die at any moment. Of several processes that follow under one name, one does; another takes over when it dies.
 */
export class Follower {
  readonly #parts: FollowerParts;
  readonly #name: string;
  readonly #run: FollowRun;
  readonly #pause = new Pause();
  #stopped = false;
  #running: Promise<void> | undefined;

  constructor(parts: FollowerParts, name: string, run: FollowRun) {
    this.#parts = parts;
    this.#name = name;
    this.#run = run;
  }

  /** Begins to read: at the end of the log where the reader is new, else where it was. */
  async start(): Promise<void> {
    const { last } = await this.#parts.log.bounds();
    await this.#execute(addFollowerPlan(this.#parts.planner), [this.#name, last]);
    const stopListening = this.#parts.log.onWake(() => this.#pause.wake());
    this.#running = this.#loop().finally(stopListening);
  }

  /** Ends after the changes that are being done with, and leaves the reader to others. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pause.end();
    await this.#running;
    try {
      await this.#execute(keepFollowerPlan(this.#parts.planner), [0, this.#name, this.#parts.holder]);
      this.#parts.database.announce();
    } catch (error) {
      // Others take it over by themselves, only later.
      this.#parts.failed(error);
    }
  }

  async #loop(): Promise<void> {
    for (let failures = 0; !this.#stopped; ) {
      try {
        const more = await this.#step();
        failures = 0;
        if (!more) await this.#pause.untilWoken(idleMilliseconds, gatherMilliseconds);
      } catch (error) {
        this.#parts.failed(error);
        // New changes do not mend a failure, so nobody wakes it before its time.
        await this.#pause.whole(Math.min(maxRetryMilliseconds, retryMilliseconds * 2 ** failures++));
      }
    }
  }

  /** Does one batch; answers whether there may be more at once. */
  async #step(): Promise<boolean> {
    const position = await this.#hold();
    if (position === undefined) return false;
    const changes = await this.#parts.log.read(position, batchSize);
    const last = changes.at(-1);
    if (!last || this.#stopped) return false;
    await this.#whileHeld(() => this.#run(changes));
    const values = [last.position, Date.now() + holdMilliseconds, this.#name, this.#parts.holder];
    const moved = await this.#execute(moveFollowerPlan(this.#parts.planner), values);
    return moved > 0 && changes.length === batchSize;
  }

  /** Where the reader is, if this process has it or may take it. Writes only when it must: on SQLite each write wakes everybody. */
  async #hold(): Promise<number | undefined> {
    const { planner, holder } = this.#parts;
    const [row] = await this.#query(readFollowerPlan(planner), [this.#name]);
    const now = Date.now();
    const until = Number(row?.['until']);
    if (!row || (row['holder'] !== holder && until >= now)) return undefined;
    if (row['holder'] === holder && until > now + renewMilliseconds) return Number(row['position']);
    const [taken] = await this.#query(takeFollowerPlan(planner), [holder, now + holdMilliseconds, this.#name, holder, now]);
    return taken && Number(taken['position']);
  }

  /** Keeps the reader for as long as the work takes. */
  async #whileHeld(work: () => void | Promise<void>): Promise<void> {
    const renew = setInterval(() => {
      const values = [Date.now() + holdMilliseconds, this.#name, this.#parts.holder];
      this.#execute(keepFollowerPlan(this.#parts.planner), values).catch((error: unknown) => this.#parts.failed(error));
    }, renewMilliseconds);
    renew.unref();
    try {
      await work();
    } finally {
      clearInterval(renew);
    }
  }

  #query(plan: Plan, values: readonly unknown[]) {
    return this.#parts.database.query(plan, bindPlan(plan, values));
  }

  #execute(plan: Plan, values: readonly unknown[]): Promise<number> {
    return this.#parts.database.execute(plan, bindPlan(plan, values));
  }
}
