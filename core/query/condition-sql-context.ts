import type { Collection, Collections } from '../collections/collection.ts';
import type { Dialect } from '../database/dialect.ts';

/** What the making of one query's SQL shares among its parts. */
export interface SqlContext {
  readonly dialect: Dialect;
  readonly collections: Collections;
  /** The index of the next value, in the order in which the shape's walk collects them. */
  nextIndex(): number;
  /** A table alias that the query does not have yet. */
  nextAlias(): string;
}

/** The rows that a condition is about: a collection's table under its alias in the query. */
export interface ConditionPlace {
  readonly collection: Collection;
  readonly alias: string;
}
