import { isDeepStrictEqual } from 'node:util';
import { checkData } from './check-data.ts';
import { checkTargets } from './check-targets.ts';
import { heldFields } from './complete-record.ts';
import type { Row } from './row.ts';
import type { WritePlace } from './write-transaction.ts';

/** Checks what `beforeWrite` hooks made of the data. A hook writes as the system: any field but those that only the platform sets. */
export async function applyHookChanges(place: WritePlace, given: Row, data: Record<string, unknown>): Promise<Row> {
  const { engine, collection } = place;
  const changed = Object.fromEntries(
    Object.entries(data).filter(([name, value]) => !(name in given) || !isDeepStrictEqual(given[name], value)),
  );
  const held = heldFields(collection).filter((field) => !field.system || field.writable);
  const writable = new Set(held.map((field) => field.name));
  const checked = checkData(collection, changed, writable);
  await checkTargets({ engine, scope: engine.system, collection }, checked);
  const kept = Object.fromEntries(Object.entries(given).filter(([name]) => name in data));
  return { ...kept, ...checked };
}
