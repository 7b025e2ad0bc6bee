import type { CollectionField } from '../collections/collection.ts';
import { and } from '../where/combine.ts';
import { type Condition, everything, nothing } from '../where/condition.ts';
import type { Scope } from './scope.ts';

/**
 * Which rows of a relation's target exist for the caller when he comes by that relation: those that he may read, and by a reverse only
 * those whose relation he may read, as a reverse shows the values of the relation that it turns round.
 */
export function reachableRows(scope: Pick<Scope, 'read'>, field: CollectionField): Condition {
  const { relation } = field;
  if (relation === undefined) throw new Error(`The field ${field.name} leads to no collection.`);
  const target = scope.read(relation.collection);
  if (relation.by === undefined) return target.rows;
  const shown = target.lookup.field(relation.by) === undefined ? nothing : (target.fields.get(relation.by) ?? everything);
  return and(target.rows, shown);
}
