import type { ProblemItem } from '@plinth/client/types';
import type { CollectionField } from '../collections/collection.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { AppError } from '../errors.ts';

/**
 * The input of a function as its code sees it: every field there, in its one form, with its default or null where nothing was given.
 * The input has passed the schema. Throws `validation_failed` for values that a field cannot hold.
 */
export function completeInput(fields: ReadonlyMap<string, CollectionField>, given: unknown): Readonly<Record<string, unknown>> {
  const values = isPlainObject(given) ? given : {};
  const input: Record<string, unknown> = {};
  const errors: ProblemItem[] = [];
  for (const field of fields.values()) {
    const value = (Object.hasOwn(values, field.name) ? values[field.name] : undefined) ?? missingValue(field);
    const held = value === null || !field.normalize ? value : field.normalize(value);
    if (held === undefined) errors.push({ path: field.name, code: 'invalid_value', message: 'is not a value that this field can hold' });
    else input[field.name] = held;
  }
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return input;
}

function missingValue(field: CollectionField): unknown {
  if (typeof field.default === 'function') return field.default();
  return field.default ?? (field.relation?.many ? [] : null);
}
