import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { changesWaitPlan, mayOrderPlan, orderChangesPlan } from '../query/change-plans.ts';
import { bindPlan, type Plan } from '../query/plan.ts';
import type { Planner } from '../query/planner.ts';

/** Changes put in order by one step; a step is a transaction, and readers wait for it. */
const stepSize = 5000;
/** How often, and after which pause, a process looks again whether another has put the changes in order that it saw waiting. */
const attempts = 10;
const pauseMilliseconds = 5;

/**
 * Gives changes that have become visible their positions, in the order of `seq`. One process at a time does this. Nothing is lost where it
 * dies: a step is a transaction, and the next process that reads takes it.
 */
export class Sequencer {
  readonly #database: Database;
  readonly #planner: Planner;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(database: Database, planner: Planner) {
    this.#database = database;
    this.#planner = planner;
  }

  /** Answers when what had been committed before the call is in order, or another process is at it for longer than is worth waiting. */
  async order(): Promise<void> {
    // Within a transaction it would order what may yet be rolled back, and keep the others out until then.
    if (this.#database.dialect.changeOrder === 'seq' || this.#database.inTransaction) return;
    if (!this.#running) {
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    // The one that is running may have looked too early for this caller: all who come meanwhile share the one that follows.
    this.#next ??= this.#running
      .catch(() => {
        // Whoever started it is told.
      })
      .then(() => {
        this.#next = undefined;
        return this.order();
      });
    return this.#next;
  }

  async #run(): Promise<void> {
    for (let attempt = 1; attempt <= attempts && (await this.#anyWaits()); ) {
      const count = await this.#step();
      if (count === undefined) {
        attempt++;
        await sleep(pauseMilliseconds);
      } else if (count < stepSize) return;
    }
  }

  async #anyWaits(): Promise<boolean> {
    return (await this.#rows(changesWaitPlan(this.#planner), [])).length > 0;
  }

  /** Answers how many changes it has put in order; undefined where another process is at it. */
  async #step(): Promise<number | undefined> {
    return this.#database.transaction(async () => {
      const [may] = await this.#rows(mayOrderPlan(this.#planner), []);
      if (Number(may?.['may']) !== 1) return undefined;
      // A statement of its own, so that it sees what the process before has committed.
      const [row] = await this.#rows(orderChangesPlan(this.#planner), [stepSize]);
      return Number(row?.['count']);
    });
  }

  #rows(plan: Plan, values: readonly unknown[]) {
    return this.#database.query(plan, bindPlan(plan, values));
  }
}
