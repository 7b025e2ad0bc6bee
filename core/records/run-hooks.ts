import type { Collection } from '../collections/collection.ts';
import type { DatabaseRow } from '../database/database.ts';
import type { Engine } from './engine.ts';
import type { WriteEvent } from './hooks.ts';
import type { Scope } from './scope.ts';

/** Lets `onRead` hooks reshape rows that are about to leave. Costs nothing where there are none. */
export async function runReadHooks(
  { engine, scope, collection }: { engine: Engine; scope: Scope; collection: Collection },
  rows: readonly DatabaseRow[],
): Promise<void> {
  const hooks = engine.hooks.get(collection.name)?.onRead;
  if (!hooks || hooks.length === 0) return;
  for (const row of rows) for (const run of hooks) await run({ collection: collection.name, row, caller: scope.caller });
}

/** Runs the hooks of a phase inside the transaction; what they throw rolls it back. */
export async function runWriteHooks(engine: Engine, phase: 'beforeWrite' | 'afterWrite', event: WriteEvent): Promise<void> {
  for (const run of engine.hooks.get(event.collection)?.[phase] ?? []) await run(event);
}

/** Runs `onCommit` hooks once the transaction has committed. They cannot fail the request any more; their failures are logged. */
export function runCommitHooks(engine: Engine, event: WriteEvent): void {
  const hooks = engine.hooks.get(event.collection)?.onCommit ?? [];
  if (hooks.length === 0) return;
  engine.database.afterCommit(async () => {
    for (const run of hooks) {
      try {
        await run(event);
      } catch (error) {
        engine.log.error({ err: error, collection: event.collection, id: event.id }, 'an onCommit hook failed');
      }
    }
  });
}
