import type { ChangeLog } from '../changes/change-log.ts';
import type { Collection, Collections } from '../collections/collection.ts';
import type { Database } from '../database/database.ts';
import type { Planner } from '../query/planner.ts';
import type { CursorCodec } from './cursor-codec.ts';
import type { HookTable } from './hook-table.ts';
import type { Records } from './records.ts';
import type { Reference } from './references.ts';
import type { Scope } from './scope.ts';
import type { SecretBox } from './secret-box.ts';

/** Where failures that cannot fail a request are told. */
export interface FailureLog {
  error(details: object, message?: string): void;
}

/** What the verbs work with; made once for an app. */
export interface Engine {
  readonly collections: Collections;
  readonly database: Database;
  readonly planner: Planner;
  readonly changes: ChangeLog;
  readonly hooks: HookTable;
  readonly cursors: CursorCodec;
  readonly secrets: SecretBox;
  /** The scope without rules. */
  readonly system: Scope;
  /** The relations that lead to a collection, by its name. */
  readonly references: ReadonlyMap<string, readonly Reference[]>;
  /** The verbs as the system; what hooks are given. */
  readonly records: Records;
  readonly log: FailureLog;
  now(): Date;
}

/** The collection of a name that is known to be right. */
export function collectionOf(engine: Pick<Engine, 'collections'>, name: string): Collection {
  const collection = engine.collections.get(name);
  if (!collection) throw new Error(`There is no collection "${name}".`);
  return collection;
}
