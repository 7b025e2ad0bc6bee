import type { Collection } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import { and } from '../where/combine.ts';
import type { WhereField } from '../where/condition.ts';
import { countMatching } from './decide.ts';
import { collectionOf, type Engine } from './engine.ts';
import type { Row } from './row.ts';
import type { Scope } from './scope.ts';

/**
 * Sees to it that whoever sets a relation may read its target. Throws `reference_violation` otherwise, the same as for an id that does not
 * exist. Prepares the targets' rules itself.
 */
export async function checkTargets(
  { engine, scope, collection }: { engine: Engine; scope: Scope; collection: Collection },
  data: Row,
): Promise<void> {
  for (const [name, value] of Object.entries(data)) {
    const field = collection.fields.get(name);
    if (field?.kind !== 'relation' || !field.relation || value === null) continue;
    const ids = Array.isArray(value) ? (value as (string | number)[]) : [value as string | number];
    if (ids.length === 0) continue;
    const target = collectionOf(engine, field.relation.collection);
    await scope.prepare([target.name]);
    const id = target.fields.get('id') as WhereField;
    const found = await countMatching(
      engine,
      target,
      and(scope.read(target.name).rows, { kind: 'compare', field: id, op: 'in', value: ids }),
    );
    if (found !== new Set(ids).size) throw missingTarget(name);
  }
}

/** The refusal of a relation to a record that is not there for the caller. */
function missingTarget(path: string): AppError {
  return new AppError('reference_violation', {
    detail: 'A record that is referred to does not exist.',
    errors: [{ path, code: 'reference_violation', message: 'refers to a record that does not exist' }],
  });
}
