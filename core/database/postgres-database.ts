/*
 * How do we talk to PostgreSQL? Through a pool; a transaction has one of its connections for itself.
 * It may know the pool and its connections; it must not know collections, nor what the SQL means.
 */
import pg from 'pg';
import { AppError } from '../errors.ts';
import type { Database, DatabaseRow, Statement, TransactionOptions } from './database.ts';
import { toDatabaseError } from './database-errors.ts';
import type { DatabaseLog } from './database-log.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { PostgresSession } from './postgres-session.ts';
import { postgresTypes } from './postgres-types.ts';
import { PostgresWatch } from './postgres-watch.ts';
import { quoteName } from './schema-dialect.ts';
import { TimeLimitError } from './time-limit-error.ts';
import { type BegunTransaction, Transactions } from './transactions.ts';

export interface PostgresOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Where tables live; made where it is missing. */
  readonly schema: string;
  readonly log: DatabaseLog;
}

const connectTimeout = 10_000;
/** A busy process tells the others forty times a second, not at every write. */
const announceMilliseconds = 25;

/** Connects to PostgreSQL. Throws `unavailable` where the server cannot be reached, is older than 14, or does not keep UTF-8. */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    types: postgresTypes,
    connectionTimeoutMillis: connectTimeout,
    application_name: 'plinth',
  });
  pool.on('error', (error) => options.log.warn({ err: error }, 'An idle connection to PostgreSQL was lost.'));
  const database = new PostgresDatabase(pool, options);
  try {
    await checkServer(database);
    await ensureSchema(database, options.schema);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

async function checkServer(database: Database): Promise<void> {
  const [found] = await database.query(
    {
      sql: "select current_setting('server_version_num')::int as number, current_setting('server_version') as version, current_setting('server_encoding') as encoding",
    },
    [],
  );
  if (Number(found?.['number']) < 140_000) {
    throw new AppError('unavailable', { detail: `PostgreSQL 14 or newer is needed; this server is ${String(found?.['version'])}.` });
  }
  if (found?.['encoding'] !== 'UTF8') {
    throw new AppError('unavailable', {
      detail: `A database with the encoding UTF8 is needed; this one has ${String(found?.['encoding'])}.`,
    });
  }
}

async function ensureSchema(database: Database, schema: string): Promise<void> {
  const found = await database.query({ sql: 'select 1 from pg_namespace where nspname = $1' }, [schema]);
  if (found.length > 0) return;
  try {
    await database.execute({ sql: `create schema if not exists ${quoteName(schema)}` }, []);
  } catch (error) {
    // Another process made it at the same moment; `if not exists` does not cover that.
    if (!(error instanceof AppError && error.code === 'unique_violation')) throw error;
  }
}

class PostgresDatabase implements Database {
  readonly dialect = postgresDialect;
  readonly #pool: pg.Pool;
  readonly #searchPath: string;
  readonly #sessions = new WeakMap<pg.PoolClient, PostgresSession>();
  readonly #transactions: Transactions;
  readonly #options: PostgresOptions;
  #announcing = false;
  #announced = Number.NEGATIVE_INFINITY;
  #closing: Promise<void> | undefined;

  constructor(pool: pg.Pool, options: PostgresOptions) {
    this.#pool = pool;
    this.#options = options;
    this.#searchPath = quoteName(options.schema);
    this.#transactions = new Transactions(() => this.#begin(), options.log);
  }

  get #channel(): string {
    return `plinth ${this.#options.schema}`;
  }

  get inTransaction(): boolean {
    return this.#transactions.current?.open ?? false;
  }

  query(statement: Statement, values: readonly unknown[]): Promise<DatabaseRow[]> {
    const context = this.#transactions.current;
    if (context) return context.use((connection) => connection.query(statement, values));
    return this.#once((session) => session.query(statement, values));
  }

  execute(statement: Statement, values: readonly unknown[]): Promise<number> {
    const context = this.#transactions.current;
    if (context) return context.use((connection) => connection.execute(statement, values));
    return this.#once((session) => session.execute(statement, values));
  }

  transaction<T>(work: () => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#transactions.run(work, options);
  }

  afterCommit(run: () => void | Promise<void>): void {
    this.#transactions.afterCommit(run);
  }

  async watch(run: () => void): Promise<() => Promise<void>> {
    const watch = new PostgresWatch({ url: this.#options.url, channel: this.#channel, log: this.#options.log }, run);
    await watch.start();
    return () => watch.stop();
  }

  /** Outside of transactions, for a NOTIFY in one makes its commit wait for others; many at once are one. */
  announce(): void {
    if (this.#announcing || this.#closing !== undefined) return;
    this.#announcing = true;
    const wait = Math.max(0, this.#announced + announceMilliseconds - performance.now());
    setTimeout(() => {
      this.#announcing = false;
      this.#announced = performance.now();
      if (this.#closing !== undefined) return;
      this.#once((session) => session.query({ sql: 'select pg_notify($1, $2)' }, [this.#channel, ''])).catch((error: unknown) => {
        this.#options.log.warn({ err: error }, 'Other processes could not be told of a change; they look by themselves.');
      });
    }, wait).unref();
  }

  async ping(): Promise<void> {
    await this.#once((session) => session.control('select 1'));
  }

  /** Waits for the connections that are in use. */
  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  async #begin(): Promise<BegunTransaction> {
    const { client, session } = await this.#connect();
    try {
      await session.control('begin isolation level read committed');
    } catch (error) {
      client.release(true);
      throw error;
    }
    let broken = false;
    return {
      connection: session,
      commit: async () => {
        // PostgreSQL answers the commit of a failed transaction with a rollback, and no error.
        if ((await session.control('commit')) !== 'COMMIT') throw new Error('The database rolled the transaction back.');
      },
      rollback: async (reason) => {
        // Past its time limit a connection may still be running a statement; nobody waits for that.
        broken = session.lost || reason instanceof TimeLimitError;
        if (!broken)
          await session.control('rollback').catch(() => {
            broken = true;
          });
      },
      release: () => client.release(broken || session.lost),
    };
  }

  async #once<T>(call: (session: PostgresSession) => Promise<T>): Promise<T> {
    const { client, session } = await this.#connect();
    try {
      return await call(session);
    } finally {
      client.release(session.lost);
    }
  }

  async #connect(): Promise<{ client: pg.PoolClient; session: PostgresSession }> {
    if (this.#closing !== undefined) throw new AppError('unavailable', { detail: 'The database is closed.' });
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw toDatabaseError(error);
    });
    const known = this.#sessions.get(client);
    if (known) return { client, session: known };
    const session = new PostgresSession(client);
    try {
      await session.begin(this.#searchPath);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#sessions.set(client, session);
    return { client, session };
  }
}
