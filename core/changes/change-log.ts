import type { Collections } from '../collections/collection.ts';
import type { Database, DatabaseRow } from '../database/database.ts';
import { appendChangePlan, changeBoundsPlan, readChangesPlan, recordChangesPlan } from '../query/change-plans.ts';
import { bindPlan, type Plan } from '../query/plan.ts';
import type { Planner } from '../query/planner.ts';
import type { Change, NewChange } from './change.ts';
import { Sequencer } from './sequencer.ts';
import { toChange } from './to-change.ts';

/** What the log works with. */
export interface ChangeLogParts {
  readonly database: Database;
  readonly planner: Planner;
  readonly collections: Collections;
  now(): Date;
}

/** What there is of the log. */
export interface ChangeBounds {
  /** The last position that was given; 0 before the first. */
  readonly last: number;
  /** The position from which on nothing is missing; `last + 1` where everything was taken away. Earlier ones may still be there, with gaps. */
  readonly first: number;
}

/**
 * The changes room: what has happened, in which order?
 * It may know the database, and that collections have names. It must not know rules, nor what readers do with a change.
 */
export class ChangeLog {
  readonly #parts: ChangeLogParts;
  readonly #sequencer: Sequencer;
  readonly #wakes = new Set<() => void>();
  #waking = false;
  #watching: Promise<() => Promise<void>> | undefined;

  constructor(parts: ChangeLogParts) {
    this.#parts = parts;
    this.#sequencer = new Sequencer(parts.database, parts.planner);
  }

  /** Appends a change in the calling transaction. Readers are woken when it has committed. */
  async append(change: NewChange): Promise<void> {
    const { database, planner, collections } = this.#parts;
    if (collections.get(change.collection)?.changes === false) return;
    const { caller } = change;
    const image = (one: object | undefined): string | null => (one === undefined ? null : JSON.stringify(one));
    const place = [change.collection, String(change.id), change.action, image(change.before), image(change.after)];
    const cause = [caller?.collection ?? null, caller?.id ?? null, change.requestId ?? null, this.#parts.now().toISOString()];
    const plan = appendChangePlan(planner);
    await database.execute(plan, bindPlan(plan, [...place, ...cause]));
    database.afterCommit(() => {
      this.wake();
      database.announce();
    });
  }

  /** Calls `run` whenever there may be something new, in this process or in others. Answers how to stop. */
  onWake(run: () => void): () => void {
    this.#wakes.add(run);
    this.#watching ??= this.#parts.database.watch(() => this.wake());
    return () => this.#wakes.delete(run);
  }

  /** Stops listening for other processes. */
  async close(): Promise<void> {
    const stop = await this.#watching;
    await stop?.();
  }

  /** Says that there may be something new. Many at once are one. */
  wake(): void {
    if (this.#waking) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      for (const run of this.#wakes) run();
    });
  }

  /** The changes after a position, in their order. Whoever reads from a place that may have been trimmed asks for `bounds` afterwards. */
  async read(after: number, limit: number): Promise<Change[]> {
    await this.#sequencer.order();
    return this.#changes(readChangesPlan(this.#parts.planner), [after, limit]);
  }

  /** The changes of one record, newest first, below a `seq`. */
  ofRecord(collection: string, id: string | number, page: { below: number; limit: number }): Promise<Change[]> {
    return this.#changes(recordChangesPlan(this.#parts.planner), [collection, String(id), page.below, page.limit]);
  }

  async bounds(): Promise<ChangeBounds> {
    await this.#sequencer.order();
    const [row] = await this.#rows(changeBoundsPlan(this.#parts.planner), []);
    return { last: Number(row?.['last']), first: Number(row?.['trimmed']) + 1 };
  }

  async #changes(plan: Plan, values: readonly unknown[]): Promise<Change[]> {
    return (await this.#rows(plan, values)).map((row) => toChange(this.#parts.collections, row));
  }

  #rows(plan: Plan, values: readonly unknown[]): Promise<DatabaseRow[]> {
    return this.#parts.database.query(plan, bindPlan(plan, values));
  }
}
