import type { Collection, Collections } from '../collections/collection.ts';
import type { RecordHooks } from './hooks.ts';

type Phase = keyof RecordHooks;

/** The hooks of one collection by phase, in the order in which they run. */
export type CollectionHooks = { readonly [P in Phase]: readonly NonNullable<RecordHooks[P]>[] };

/** The hooks of each collection that has any: plugins' first (those for all collections and those for this one, plugin by plugin), then its own. */
export class HookTable {
  readonly #collections: Collections;
  readonly #plugins: Readonly<Record<string, RecordHooks>>[];
  readonly #table = new Map<string, CollectionHooks>();

  constructor(collections: Collections, plugins: readonly Readonly<Record<string, RecordHooks>>[]) {
    this.#collections = collections;
    this.#plugins = [...plugins];
    for (const collection of collections.values()) this.#gather(collection);
  }

  has(collection: string): boolean {
    return this.#table.has(collection);
  }

  get(collection: string): CollectionHooks | undefined {
    return this.#table.get(collection);
  }

  /** Adds hooks that a plugin could name only once it knew the collections; to be done before the first write. */
  join(name: string, hooks: RecordHooks): void {
    const collection = this.#collections.get(name);
    if (!collection) throw new Error(`There is no collection "${name}" whose hooks could be joined.`);
    this.#plugins.push({ [name]: hooks });
    this.#gather(collection);
  }

  #gather(collection: Collection): void {
    const all = [...this.#plugins.flatMap((hooks) => [hooks['*'], hooks[collection.name]]), collection.hooks as RecordHooks];
    const present = all.filter((hooks): hooks is RecordHooks => hooks !== undefined);
    const phase = <P extends Phase>(name: P) =>
      present.map((hooks) => hooks[name]?.bind(hooks)).filter((run) => run !== undefined) as NonNullable<RecordHooks[P]>[];
    const made: CollectionHooks = {
      beforeWrite: phase('beforeWrite'),
      afterWrite: phase('afterWrite'),
      onCommit: phase('onCommit'),
      onRead: phase('onRead'),
    };
    if (Object.values(made).some((runs) => runs.length > 0)) this.#table.set(collection.name, made);
  }
}
