import type { Collections } from '../collections/collection.ts';
import type { Database, DatabaseRow } from '../database/database.ts';
import {
  appendChangePlan,
  changeBoundsPlan,
  mayOrderPlan,
  orderChangesPlan,
  readChangesPlan,
  recordChangesPlan,
} from '../query/change-plans.ts';
import { bindPlan, type Plan } from '../query/plan.ts';
import type { Planner } from '../query/planner.ts';
import type { Change, NewChange } from './change.ts';

/** Changes put in order by one step; a step is a transaction, and readers wait for it. */
const orderBatch = 5000;

/** What the log works with. */
export interface ChangeLogParts {
  readonly database: Database;
  readonly planner: Planner;
  readonly collections: Collections;
  now(): Date;
}

/**
 * The changes room: what has happened, in which order?
 * It may know the database, and that collections have names. It must not know rules, nor what readers do with a change.
 */
export class ChangeLog {
  readonly #parts: ChangeLogParts;
  readonly #wakes = new Set<() => void>();
  #waking = false;
  #watching: Promise<() => Promise<void>> | undefined;

  constructor(parts: ChangeLogParts) {
    this.#parts = parts;
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

  /** Calls `run` whenever there may be something new, in this process or (`wake` by whoever hears of it) in others. Answers how to stop. */
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

  /** The changes after a position, in their order; those that have become visible since are put in order first. */
  async read(after: number, limit: number): Promise<Change[]> {
    await this.order();
    return (await this.#rows(readChangesPlan(this.#parts.planner), [after, limit])).map((row) => this.#toChange(row));
  }

  /** The changes of one record, newest first, below a `seq`. */
  async ofRecord(collection: string, id: string | number, page: { below: number; limit: number }): Promise<Change[]> {
    const rows = await this.#rows(recordChangesPlan(this.#parts.planner), [collection, String(id), page.below, page.limit]);
    return rows.map((row) => this.#toChange(row));
  }

  /** The last position that was given (0 before the first), and the first that is still there. */
  async bounds(): Promise<{ last: number; first: number | undefined }> {
    await this.order();
    const [row] = await this.#rows(changeBoundsPlan(this.#parts.planner), []);
    const first = row?.['first'];
    return { last: Number(row?.['last'] ?? 0), first: first === null || first === undefined ? undefined : Number(first) };
  }

  /**
   * Gives changes that have become visible their positions. One process at a time does this; another that comes meanwhile leaves it to the
   * first. Nothing is lost where the process dies: the step is a transaction, and the next process takes it.
   */
  async order(): Promise<void> {
    const { database, planner } = this.#parts;
    if (database.dialect.changeOrder === 'seq') return;
    for (let more = true; more; ) {
      more = await database.transaction(async () => {
        const [may] = await this.#rows(mayOrderPlan(planner), []);
        if (Number(may?.['may']) !== 1) return false;
        const before = await this.#lastPosition();
        const [row] = await this.#rows(orderChangesPlan(planner), [orderBatch]);
        const last = row?.['last'];
        return last !== null && last !== undefined && Number(last) - before === orderBatch;
      });
    }
  }

  async #lastPosition(): Promise<number> {
    const [row] = await this.#rows(changeBoundsPlan(this.#parts.planner), []);
    return Number(row?.['last'] ?? 0);
  }

  #rows(plan: Plan, values: readonly unknown[]): Promise<DatabaseRow[]> {
    return this.#parts.database.query(plan, bindPlan(plan, values));
  }

  #toChange(row: DatabaseRow): Change {
    const image = (text: unknown) => (text === null ? undefined : (JSON.parse(text as string) as Record<string, unknown>));
    const collection = row['collection'] as string;
    const caller = row['caller'] as string | null;
    return {
      position: Number(row['place']),
      seq: Number(row['seq']),
      collection,
      id: this.#parts.collections.get(collection)?.id === 'integer' ? Number(row['record']) : (row['record'] as string),
      action: row['action'] as Change['action'],
      before: image(row['before']),
      after: image(row['after']),
      caller: caller === null ? undefined : { collection: row['caller_collection'] as string, id: caller },
      requestId: (row['request'] as string | null) ?? undefined,
      at: row['at'] as string,
    };
  }
}
