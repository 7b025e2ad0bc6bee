import type { Collections } from '../collections/collection.ts';
import type { RecordHooks } from './hooks.ts';

type Phase = keyof RecordHooks;

/** The hooks of one collection by phase, in the order in which they run. */
export type CollectionHooks = { readonly [P in Phase]: readonly NonNullable<RecordHooks[P]>[] };

/** The hooks of each collection that has any. */
export type HookTable = ReadonlyMap<string, CollectionHooks>;

/** Puts hooks in order: plugins' first (those for all collections and those for this one, plugin by plugin), then the collection's own. */
export function createHookTable(collections: Collections, plugins: readonly Readonly<Record<string, RecordHooks>>[]): HookTable {
  const table = new Map<string, CollectionHooks>();
  for (const collection of collections.values()) {
    const all = [...plugins.flatMap((hooks) => [hooks['*'], hooks[collection.name]]), collection.hooks as RecordHooks];
    const present = all.filter((hooks): hooks is RecordHooks => hooks !== undefined);
    const phase = <P extends Phase>(name: P) =>
      present.map((hooks) => hooks[name]?.bind(hooks)).filter((run) => run !== undefined) as NonNullable<RecordHooks[P]>[];
    const made: CollectionHooks = {
      beforeWrite: phase('beforeWrite'),
      afterWrite: phase('afterWrite'),
      onCommit: phase('onCommit'),
      onRead: phase('onRead'),
    };
    if (Object.values(made).some((runs) => runs.length > 0)) table.set(collection.name, made);
  }
  return table;
}
