import type { Database } from '../database/database.ts';
import { addFollowerPlan, holdFollowerPlan, moveFollowerPlan, releaseFollowerPlan } from '../query/change-plans.ts';
import { bindPlan, type Plan } from '../query/plan.ts';
import type { Planner } from '../query/planner.ts';
import type { Change } from './change.ts';
import type { ChangeLog } from './change-log.ts';

/** How long a process may be silent before another takes its reader over; it renews with every look at the log. */
const holdMilliseconds = 15_000;
/** How often a reader looks at the log when nobody wakes it. */
const idleMilliseconds = 1000;
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
  #stopped = false;
  #failures = 0;
  #wakeUp: () => void = () => {};
  #woken = false;
  #running: Promise<void> | undefined;

  constructor(parts: FollowerParts, name: string, run: FollowRun) {
    this.#parts = parts;
    this.#name = name;
    this.#run = run;
  }

  /** Begins to read: after `from` where the reader is new (the end of the log by default), else where it was. */
  async start(from?: number): Promise<void> {
    const position = from ?? (await this.#parts.log.bounds()).last;
    await this.#execute(addFollowerPlan(this.#parts.planner), [this.#name, position]);
    const stopListening = this.#parts.log.onWake(() => this.#wake());
    this.#running = this.#loop().finally(stopListening);
  }

  /** Ends after the changes that are being done with, and leaves the reader to others. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
    await this.#execute(releaseFollowerPlan(this.#parts.planner), [this.#name, this.#parts.holder]);
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      let more = false;
      try {
        more = await this.#step();
        this.#failures = 0;
      } catch (error) {
        this.#failures++;
        this.#parts.failed(error);
      }
      if (!more) await this.#pause();
    }
  }

  /** Does one batch; answers whether there may be more at once. */
  async #step(): Promise<boolean> {
    const { planner, log, holder } = this.#parts;
    const now = Date.now();
    const hold = holdFollowerPlan(planner);
    const [held] = await this.#parts.database.query(hold, bindPlan(hold, [holder, now + holdMilliseconds, this.#name, holder, now]));
    if (!held) return false;
    const changes = await log.read(Number(held['position']), batchSize);
    const last = changes.at(-1);
    if (!last || this.#stopped) return false;
    await this.#run(changes);
    await this.#execute(moveFollowerPlan(planner), [last.position, this.#name, holder]);
    return changes.length === batchSize;
  }

  #wake(): void {
    this.#woken = true;
    this.#wakeUp();
  }

  async #pause(): Promise<void> {
    const backOff = Math.min(maxRetryMilliseconds, retryMilliseconds * 2 ** (this.#failures - 1));
    if (!this.#woken || this.#failures > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#failures > 0 ? backOff : idleMilliseconds);
        timer.unref();
        this.#wakeUp = () => {
          // A failure waits out its back-off: new changes do not mend it.
          if (this.#failures > 0 && !this.#stopped) return;
          clearTimeout(timer);
          resolve();
        };
        if (this.#stopped) this.#wakeUp();
      });
    }
    this.#woken = false;
    this.#wakeUp = () => {};
  }

  async #execute(plan: Plan, values: readonly unknown[]): Promise<void> {
    await this.#parts.database.execute(plan, bindPlan(plan, values));
  }
}
