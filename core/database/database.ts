import type { Dialect } from './dialect.ts';
import type { DatabaseRow, Statement, StatementRunner } from './statement.ts';

export type { DatabaseRow, Statement };

/** How one transaction is to be run. */
export interface TransactionOptions {
  /** Milliseconds after which it is rolled back with `unavailable`; 10,000 by default, `Infinity` for none. A savepoint has the limit of its transaction. */
  readonly timeLimit?: number;
}

/**
 * One database, SQLite or PostgreSQL.
 *
 * Inside `transaction(work)` every call made from `work`, however deep (AsyncLocalStorage), uses that transaction.
 * A `transaction` inside a `transaction` is a savepoint: its failure undoes only its own part. After a statement
 * has failed, its transaction (or savepoint) can only be rolled back. `work` may run again from the start: where PostgreSQL ended a
 * transaction because of another one.
 * Driver errors become `AppError`s (`unique_violation` and `reference_violation` as `ConstraintError`, `storage_full`, `unavailable`, …); others pass.
 */
export interface Database extends StatementRunner {
  readonly dialect: Dialect;
  transaction<T>(work: () => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Whether the calling context is inside a transaction. */
  readonly inTransaction: boolean;
  /**
   * Runs after the outermost transaction of the calling context has committed (at once where there is none), outside of it, in order, and before
   * `transaction` answers. Dropped on rollback; what it throws is logged.
   */
  afterCommit(run: () => void | Promise<void>): void;
  /**
   * Calls `run` when another process may have written: SQLite by a look at the file's counter ten times a second, PostgreSQL by LISTEN.
   * It is a hint that may come too often, and is missed where a connection is lost. Answers how to stop.
   */
  watch(run: () => void): Promise<() => Promise<void>>;
  /** Tells the processes that watch that something was committed. Does nothing where they see it by themselves. */
  announce(): void;
  /** Answers once the database answers; throws `unavailable` otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
