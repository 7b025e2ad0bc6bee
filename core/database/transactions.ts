/*
 * Which transaction is the calling code in? Runs work in transactions and savepoints, for both databases.
 * It may know contexts and time limits; it must not know how a connection is had, nor any driver.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactionOptions } from './database.ts';
import { isRetryable } from './database-errors.ts';
import type { DatabaseLog } from './database-log.ts';
import { TimeLimitError } from './time-limit-error.ts';
import { type AfterCommit, type Connection, TransactionContext } from './transaction-context.ts';

/** A transaction that has begun. Either `commit` or `rollback` is called, once; afterwards the connection is free again. */
export interface BegunTransaction {
  readonly connection: Connection;
  /** Throws where the database did not commit; then `rollback` follows. */
  commit(): Promise<void>;
  /** Never throws: a connection on which it fails is given up. */
  rollback(reason: unknown): Promise<void>;
  release(): void;
}

const defaultTimeLimit = 10_000;
const attempts = 4;

/** Keeps the transaction of each calling context, so that calls from however deep inside join it. */
export class Transactions {
  readonly #contexts = new AsyncLocalStorage<TransactionContext>();
  readonly #begin: (timeLimit: number) => Promise<BegunTransaction>;
  readonly #log: DatabaseLog;

  constructor(begin: (timeLimit: number) => Promise<BegunTransaction>, log: DatabaseLog) {
    this.#begin = begin;
    this.#log = log;
  }

  /** The transaction or savepoint that the calling code is in. It may have ended: then its calls throw. */
  get current(): TransactionContext | undefined {
    return this.#contexts.getStore();
  }

  async run<T>(work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const outer = this.current;
    if (outer) {
      return outer.nested((savepoint) => this.#contexts.run(savepoint, work));
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#runOutermost(work, options.timeLimit ?? defaultTimeLimit);
      } catch (error) {
        if (attempt === attempts || !isRetryable(error)) throw error;
      }
      await sleep(Math.random() * 20 * attempt);
    }
  }

  afterCommit(run: AfterCommit): void {
    const context = this.current;
    if (!context) {
      void this.#runAfterCommit([run]);
      return;
    }
    context.assertUsable();
    context.afterCommit.push(run);
  }

  async #runOutermost<T>(work: () => Promise<T>, timeLimit: number): Promise<T> {
    const transaction = await this.#begin(timeLimit);
    const context = new TransactionContext(transaction.connection);
    let result: T;
    try {
      const working = this.#contexts.run(context, work).then(async (value) => {
        await context.settle();
        return value;
      });
      result = await endWithin(timeLimit, working, context);
      context.end();
      await transaction.commit();
    } catch (error) {
      context.end();
      await transaction.rollback(error);
      throw error;
    } finally {
      transaction.release();
    }
    if (context.afterCommit.length > 0) await this.#runAfterCommit(context.afterCommit);
    return result;
  }

  /** What is committed cannot fail any more, so failures are only logged. */
  async #runAfterCommit(list: readonly AfterCommit[]): Promise<void> {
    for (const run of list) {
      try {
        await run();
      } catch (error) {
        this.#log.error({ err: error }, 'Something failed after a commit.');
      }
    }
  }
}

/** Answers as `working` does; once the limit has passed it ends the context, so that the work that is left over can do no more. */
function endWithin<T>(timeLimit: number, working: Promise<T>, context: TransactionContext): Promise<T> {
  if (timeLimit === Number.POSITIVE_INFINITY) return working;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new TimeLimitError(timeLimit);
      context.end(error);
      reject(error);
    }, timeLimit);
    working.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
