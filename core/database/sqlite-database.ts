/*
 * How do we talk to SQLite? One connection writes, one reads; transactions take turns on the first.
 * It may know the file and its connections; it must not know collections, nor what the SQL means.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../errors.ts';
import type { Database, DatabaseRow, Statement, TransactionOptions } from './database.ts';
import { toDatabaseError } from './database-errors.ts';
import type { DatabaseLog } from './database-log.ts';
import { retryWhileBusy } from './retry-while-busy.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import type { Connection } from './transaction-context.ts';
import { type BegunTransaction, Transactions } from './transactions.ts';
import { WriterQueue } from './writer-queue.ts';

export interface SqliteOptions {
  /** The file; its folder is made where it is missing. */
  readonly path: string;
  /** `full` survives power loss, `relaxed` only a crash of the process. */
  readonly durability: 'full' | 'relaxed';
  readonly log: DatabaseLog;
}

const watchMilliseconds = 100;

/** Opens a SQLite file, in WAL mode and with foreign keys. */
export function openSqlite(options: SqliteOptions): Database {
  mkdirSync(dirname(options.path), { recursive: true });
  const writer = new SqliteConnection({ path: options.path, durability: options.durability, readonly: false });
  const reader = new SqliteConnection({ path: options.path, durability: options.durability, readonly: true });
  return new SqliteDatabase({ writer, reader, log: options.log });
}

class SqliteDatabase implements Database {
  readonly dialect = sqliteDialect;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #queue = new WriterQueue();
  readonly #transactions: Transactions;
  readonly #connection: Connection;
  #closed = false;

  constructor({ writer, reader, log }: { writer: SqliteConnection; reader: SqliteConnection; log: DatabaseLog }) {
    this.#writer = writer;
    this.#reader = reader;
    this.#transactions = new Transactions((timeLimit) => this.#begin(timeLimit), log);
    this.#connection = {
      query: async (statement, values) => translated(() => writer.query(statement.sql, values)),
      execute: async (statement, values) => translated(() => writer.execute(statement.sql, values)),
    };
  }

  get inTransaction(): boolean {
    return this.#transactions.current?.open ?? false;
  }

  async query(statement: Statement, values: readonly unknown[]): Promise<DatabaseRow[]> {
    const context = this.#transactions.current;
    if (context) return context.use((connection) => connection.query(statement, values));
    this.#assertOpen();
    const reads = translated(() => this.#reader.isReadonly(statement.sql));
    if (reads) return retryWhileBusy(() => this.#reader.query(statement.sql, values));
    return this.#alone(() => this.#writer.query(statement.sql, values));
  }

  async execute(statement: Statement, values: readonly unknown[]): Promise<number> {
    const context = this.#transactions.current;
    if (context) return context.use((connection) => connection.execute(statement, values));
    return this.#alone(() => this.#writer.execute(statement.sql, values));
  }

  transaction<T>(work: () => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#transactions.run(work, options);
  }

  afterCommit(run: () => void | Promise<void>): void {
    this.#transactions.afterCommit(run);
  }

  watch(run: () => void): Promise<() => Promise<void>> {
    let seen = this.#reader.dataVersion;
    const timer = setInterval(() => {
      if (this.#closed) return;
      const version = this.#reader.dataVersion;
      if (version === seen) return;
      seen = version;
      run();
    }, watchMilliseconds);
    timer.unref();
    return Promise.resolve(async () => clearInterval(timer));
  }

  /** Other processes look at the file. */
  announce(): void {}

  async ping(): Promise<void> {
    this.#assertOpen();
    translated(() => this.#reader.query('select 1', []));
  }

  /** Waits for the transactions that were asked for before. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#queue.acquire();
    // The writer goes last: the last connection brings the write-ahead log into the file.
    this.#reader.close();
    this.#writer.close();
  }

  /** Waits for other processes as long as the transaction itself may last. */
  async #begin(timeLimit: number): Promise<BegunTransaction> {
    this.#assertOpen();
    await this.#queue.acquire();
    const writer = this.#writer;
    try {
      await retryWhileBusy(() => writer.execute('begin immediate', []), timeLimit);
    } catch (error) {
      this.#queue.release();
      throw error;
    }
    return {
      connection: this.#connection,
      commit: async () => {
        await retryWhileBusy(() => writer.execute('commit', []));
      },
      rollback: async () => {
        if (writer.inTransaction) writer.execute('rollback', []);
      },
      release: () => this.#queue.release(),
    };
  }

  /** Runs one writing statement by itself, when it is its turn. */
  async #alone<T>(call: () => T): Promise<T> {
    this.#assertOpen();
    await this.#queue.acquire();
    try {
      return await retryWhileBusy(call);
    } finally {
      this.#queue.release();
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new AppError('unavailable', { detail: 'The database is closed.' });
  }
}

function translated<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toDatabaseError(error);
  }
}
