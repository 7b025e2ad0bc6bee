import type { ProblemItem } from '@plinth/client/types';
import type { Collection, CollectionField } from '../collections/collection.ts';
import { validationFailed } from './check-data.ts';
import type { Row } from './row.ts';

/** Fields that hold a value of a record: all but reverses. */
export function heldFields(collection: Collection): CollectionField[] {
  return [...collection.fields.values()].filter((field) => field.kind !== 'reverse');
}

/** Fills in what a new record was not given: defaults, nulls, empty lists. Throws `validation_failed` for what is required and missing. */
export function completeRecord(collection: Collection, given: Row): Row {
  const record: Row = {};
  const missing: ProblemItem[] = [];
  for (const field of heldFields(collection)) {
    const value = field.name in given ? given[field.name] : missingValue(field);
    record[field.name] = value;
    if (value === null && !field.nullable && !(field.name === 'id' && collection.id === 'integer')) {
      missing.push({ path: field.name, code: 'required', message: 'must be given' });
    }
  }
  if (missing.length > 0) throw validationFailed(missing);
  return record;
}

/** What a field holds when nobody says: its default, else nothing. */
export function missingValue(field: CollectionField): unknown {
  if (field.default === undefined) return isToMany(field) ? [] : null;
  const value: unknown = typeof field.default === 'function' ? field.default() : field.default;
  if (value === null) return null;
  return field.normalize ? field.normalize(value) : value;
}

/** Whether the field's value is a list of ids in a join table. */
export function isToMany(field: CollectionField): boolean {
  return field.kind === 'relation' && field.relation?.many === true;
}
