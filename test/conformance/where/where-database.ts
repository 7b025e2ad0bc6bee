import type { Dialect } from '../../../core/database/dialect.ts';

/** A database that the suite runs against. A new one adds a file that makes one of these, and a line in `where.test.ts`. */
export interface WhereDatabase {
  readonly dialect: Dialect;
  /** Runs SQL with values in the order of its placeholders; answers rows by column name. */
  run(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Removes whatever the suite made. */
  close(): Promise<void>;
}
