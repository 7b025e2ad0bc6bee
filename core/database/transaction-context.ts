import type { DatabaseRow, Statement } from './database.ts';

/** The one connection that a transaction has for itself. Its errors are already translated. */
export interface Connection {
  query(statement: Statement, values: readonly unknown[]): Promise<DatabaseRow[]>;
  execute(statement: Statement, values: readonly unknown[]): Promise<number>;
}

export type AfterCommit = () => void | Promise<void>;

/**
 * A transaction, or a savepoint in one, while it runs: what the calling context is in.
 *
 * After a statement has failed, everything that follows fails with the same error: PostgreSQL would have it so, and SQLite must not differ.
 * Parallel savepoints take turns, and calls of the outer transaction wait for the savepoint that is open, so that each undoes only its own part.
 */
export class TransactionContext {
  readonly connection: Connection;
  readonly parent: TransactionContext | undefined;
  /** What runs after the commit, in order. */
  readonly afterCommit: AfterCommit[] = [];
  #failure: { readonly error: unknown } | undefined;
  #ended: { readonly error: unknown } | undefined;
  #child: Promise<void> | undefined;

  constructor(connection: Connection, parent?: TransactionContext) {
    this.connection = connection;
    this.parent = parent;
  }

  get open(): boolean {
    return this.#ended === undefined && (this.parent?.open ?? true);
  }

  /** Runs one call on the connection when it is this context's turn. */
  async use<T>(call: (connection: Connection) => Promise<T>): Promise<T> {
    while (this.#child !== undefined) await this.#child;
    this.assertUsable();
    try {
      return await call(this.connection);
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  /** Runs `work` in a savepoint; `run` calls it in the context of the savepoint. */
  async nested<T>(run: (savepoint: TransactionContext) => Promise<T>): Promise<T> {
    while (this.#child !== undefined) await this.#child;
    this.assertUsable();
    let finished = (): void => {};
    this.#child = new Promise((resolve) => {
      finished = resolve;
    });
    try {
      return await this.#runSavepoint(run);
    } finally {
      this.#child = undefined;
      finished();
    }
  }

  /** Throws unless statements may still be run here. */
  assertUsable(): void {
    if (this.#ended) throw this.#ended.error;
    if (this.#failure) throw this.#failure.error;
    // A failed outer transaction cannot have an open savepoint: its calls wait for the savepoint.
    this.parent?.assertUsable();
  }

  /** Ends the context: whoever still uses it gets `error`. */
  end(error: unknown = new Error('This transaction has ended. Wait for everything that belongs to it before its work returns.')): void {
    this.#ended ??= { error };
  }

  async #runSavepoint<T>(run: (savepoint: TransactionContext) => Promise<T>): Promise<T> {
    const savepoint = new TransactionContext(this.connection, this);
    await this.#control('savepoint plinth');
    try {
      const result = await run(savepoint);
      await savepoint.settle();
      savepoint.end();
      await this.#control('release plinth');
      this.afterCommit.push(...savepoint.afterCommit);
      return result;
    } catch (error) {
      savepoint.end();
      // Where the whole transaction is over, its rollback has undone this part too, and the connection may be somebody else's by now.
      if (this.open) {
        await this.#control('rollback to plinth');
        await this.#control('release plinth');
      }
      throw error;
    }
  }

  /** Waits for a savepoint that is still open and throws what failed: a swallowed error must not be committed. */
  async settle(): Promise<void> {
    while (this.#child !== undefined) await this.#child;
    this.assertUsable();
  }

  /** Savepoints nest by name: the innermost of that name is meant. */
  async #control(sql: string): Promise<void> {
    try {
      await this.connection.execute({ sql }, []);
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }
}
