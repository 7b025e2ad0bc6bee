import type { Collection } from '../collections/collection.ts';
import { type Condition, everything, nothing, type WhereField } from '../where/condition.ts';

/** The records that are there, as opposed to those in the trash; all of them where the collection has no trash. */
export function present(collection: Collection): Condition {
  return collection.softDelete === undefined ? everything : compareDeletion(collection, 'eq');
}

/** The records in the trash; none where the collection has no trash. */
export function trashed(collection: Collection): Condition {
  return collection.softDelete === undefined ? nothing : compareDeletion(collection, 'ne');
}

function compareDeletion(collection: Collection, op: 'eq' | 'ne'): Condition {
  return { kind: 'compare', field: collection.fields.get('deletedAt') as WhereField, op, value: null };
}
