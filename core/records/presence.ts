import type { Collection } from '../collections/collection.ts';
import { type Condition, everything, nothing, type WhereField } from '../where/condition.ts';
import type { Row } from './row.ts';

/** The records that are there, as opposed to those in the trash; all of them where the collection has no trash. */
export function present(collection: Collection): Condition {
  return collection.softDelete === undefined ? everything : compareDeletion(collection, 'eq');
}

/** The records in the trash; none where the collection has no trash. */
export function trashed(collection: Collection): Condition {
  return collection.softDelete === undefined ? nothing : compareDeletion(collection, 'ne');
}

/** Whether a stored record lies in the trash. */
export function isTrashed(collection: Collection, record: Row): boolean {
  return collection.softDelete !== undefined && record['deletedAt'] !== null;
}

function compareDeletion(collection: Collection, op: 'eq' | 'ne'): Condition {
  return { kind: 'compare', field: collection.fields.get('deletedAt') as WhereField, op, value: null };
}
