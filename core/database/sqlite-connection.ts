import BetterSqlite3 from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { DatabaseRow } from './database.ts';

/** How one connection to a SQLite file is opened. */
export interface SqliteConnectionOptions {
  readonly path: string;
  readonly readonly: boolean;
  readonly durability: 'full' | 'relaxed';
}

type Prepared = BetterSqlite3.Statement<unknown[], DatabaseRow>;

/** Other processes may be starting on the same file at the same moment, and switching to WAL needs it alone. */
const openTimeout = 5_000;
/** Waiting inside SQLite stops the whole process, so it is short; `retryWhileBusy` waits on. */
const busyTimeout = 20;
const keptStatements = 500;

/** One connection to a SQLite file, with its prepared statements. Throws the driver's errors as they are. */
export class SqliteConnection {
  readonly #database: BetterSqlite3.Database;
  readonly #statements = new LRUCache<string, Prepared>({ max: keptStatements });

  constructor(options: SqliteConnectionOptions) {
    this.#database = new BetterSqlite3(options.path, { readonly: options.readonly, timeout: openTimeout });
    if (!options.readonly) {
      this.#database.pragma('journal_mode = WAL');
      this.#database.pragma(`synchronous = ${options.durability === 'full' ? 'FULL' : 'NORMAL'}`);
      this.#database.pragma('journal_size_limit = 67108864');
    }
    this.#database.pragma('foreign_keys = ON');
    this.#database.pragma('cache_size = -16000');
    this.#database.pragma(`busy_timeout = ${busyTimeout}`);
  }

  /** False after SQLite has rolled back by itself, as it does on a full disk. */
  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  /** Whether a statement only reads. */
  isReadonly(sql: string): boolean {
    return this.#prepare(sql).readonly;
  }

  query(sql: string, values: readonly unknown[]): DatabaseRow[] {
    const statement = this.#prepare(sql);
    if (statement.reader) return statement.all(values as unknown[]);
    statement.run(values as unknown[]);
    return [];
  }

  execute(sql: string, values: readonly unknown[]): number {
    const statement = this.#prepare(sql);
    return statement.reader ? statement.all(values as unknown[]).length : statement.run(values as unknown[]).changes;
  }

  /** A number that rises when another connection, of this process or another, has committed. */
  get dataVersion(): number {
    return this.#database.pragma('data_version', { simple: true }) as number;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const kept = this.#statements.get(sql);
    if (kept) return kept;
    const statement = this.#database.prepare<unknown[], DatabaseRow>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
