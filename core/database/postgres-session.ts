import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { DatabaseRow, Statement } from './database.ts';
import { isConnectionLost, toDatabaseError } from './database-errors.ts';
import type { Connection } from './transaction-context.ts';

/** How many statements a connection keeps prepared; each costs memory in the server. Others run unprepared. */
const keptStatements = 500;

const names = new LRUCache<string, string>({ max: 4 * keptStatements });

function statementName(sql: string): string {
  const known = names.get(sql);
  if (known) return known;
  const name = `p${createHash('sha256').update(sql).digest('base64url').slice(0, 20)}`;
  names.set(sql, name);
  return name;
}

/** One connection of the pool, for as long as the server keeps it. Its errors are translated. */
export class PostgresSession implements Connection {
  /** Whether the connection broke; then it must not go back to the pool. */
  lost = false;
  readonly #client: pg.PoolClient;
  readonly #prepared = new Set<string>();

  constructor(client: pg.PoolClient) {
    this.#client = client;
    // Without a listener the driver would end the process.
    client.on('error', () => {
      this.lost = true;
    });
  }

  /** Sets what the rest of the platform relies on: where tables are, and in which form moments are written. */
  async begin(schema: string): Promise<void> {
    const sql =
      "select set_config('search_path', $1, false), set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO, MDY', false)";
    await this.#run({ text: sql, values: [schema] });
  }

  async query(statement: Statement, values: readonly unknown[]): Promise<DatabaseRow[]> {
    return (await this.#run(this.#named(statement.sql, values))).rows;
  }

  async execute(statement: Statement, values: readonly unknown[]): Promise<number> {
    return (await this.#run(this.#named(statement.sql, values))).rowCount ?? 0;
  }

  /** Runs a statement of one word, unprepared; answers what the server says it did. */
  async control(sql: string): Promise<string> {
    return (await this.#run({ text: sql })).command;
  }

  #named(sql: string, values: readonly unknown[]): pg.QueryConfig {
    const name = statementName(sql);
    if (!this.#prepared.has(name)) {
      if (this.#prepared.size >= keptStatements || values.length === 0) return { text: sql, values: values as unknown[] };
      this.#prepared.add(name);
    }
    return { name, text: sql, values: values as unknown[] };
  }

  async #run(config: pg.QueryConfig): Promise<pg.QueryResult<DatabaseRow>> {
    try {
      return await this.#client.query<DatabaseRow>(config);
    } catch (error) {
      const translated = toDatabaseError(error);
      if (isConnectionLost(translated)) this.lost = true;
      throw translated;
    }
  }
}
