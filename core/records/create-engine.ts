import { ChangeLog } from '../changes/change-log.ts';
import type { Collections } from '../collections/collection.ts';
import type { Database } from '../database/database.ts';
import { Planner } from '../query/planner.ts';
import { CursorCodec } from './cursor-codec.ts';
import type { Engine, FailureLog } from './engine.ts';
import { HookTable } from './hook-table.ts';
import type { RecordHooks } from './hooks.ts';
import { recordsWith } from './records-with.ts';
import { findReferences } from './references.ts';
import type { Scope } from './scope.ts';
import { type NamedKey, SecretBox } from './secret-box.ts';

/** What the verbs are made of. */
export interface EngineParts {
  readonly collections: Collections;
  readonly database: Database;
  /** The scope without rules. */
  readonly system: Scope;
  /** Plugins' hooks, in the order of the plugins. */
  readonly hooks: readonly Readonly<Record<string, RecordHooks>>[];
  /** Keys by purpose, the present one first. */
  readonly keys: { readonly cursor: readonly NamedKey[]; readonly secret: readonly NamedKey[] };
  readonly log: FailureLog;
  readonly now?: () => Date;
}

/** Puts together what the verbs work with. */
export function createEngine(parts: EngineParts): Engine {
  const { collections, database, system } = parts;
  const planner = new Planner(database.dialect, collections);
  const now = parts.now ?? (() => new Date());
  const engine: Omit<Engine, 'records'> & { records?: Engine['records'] } = {
    collections,
    database,
    system,
    planner,
    changes: new ChangeLog({ database, planner, collections, now }),
    hooks: new HookTable(collections, parts.hooks),
    cursors: new CursorCodec(parts.keys.cursor.map(({ key }) => key)),
    secrets: new SecretBox(parts.keys.secret),
    references: findReferences(collections),
    log: parts.log,
    now,
  };
  // The verbs of the system work with the engine that they are a part of: hooks use them.
  engine.records = recordsWith(engine as Engine, system);
  return engine as Engine;
}
