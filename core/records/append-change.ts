import type { NewChange } from '../changes/change.ts';
import type { Row } from './row.ts';
import type { WritePlace } from './write-transaction.ts';

/** Appends what was written to the change log, in the same transaction: nothing that is committed is missing from it. */
export async function appendChange(
  { engine, scope, collection }: WritePlace,
  what: Pick<NewChange, 'action' | 'before' | 'after'>,
): Promise<void> {
  const id = (what.after ?? (what.before as Row))['id'] as string | number;
  await engine.changes.append({ ...what, collection: collection.name, id, caller: scope.caller, requestId: scope.requestId });
}
