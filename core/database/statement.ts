/** SQL with positional parameters. `sql` is also the key under which a prepared statement is kept. */
export interface Statement {
  readonly sql: string;
}

export type DatabaseRow = Record<string, unknown>;

/** Runs statements, one at a time. */
export interface StatementRunner {
  /** Runs a statement that returns rows. */
  query(statement: Statement, values: readonly unknown[]): Promise<DatabaseRow[]>;
  /** Runs a statement that returns none; answers how many rows it changed. */
  execute(statement: Statement, values: readonly unknown[]): Promise<number>;
}
