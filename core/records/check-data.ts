import type { ProblemItem } from '@plinth/client/types';
import type { Collection, CollectionField } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import { validateField } from './field-validator.ts';

export type WrittenData = Readonly<Record<string, unknown>>;

/**
 * Checks the fields that are being written and brings them to their stored form. Throws `unknown_field` for what may not be written here,
 * and `validation_failed` with all mistakes by path. Says nothing of fields that are absent.
 */
export function checkData(collection: Collection, data: WrittenData, writable: ReadonlySet<string>): Record<string, unknown> {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new AppError('validation_failed', { detail: 'The body must be an object.' });
  const checked: Record<string, unknown> = {};
  const errors: ProblemItem[] = [];
  for (const [name, value] of Object.entries(data)) {
    const field = writable.has(name) ? collection.fields.get(name) : undefined;
    if (!field) throw unknownField(name);
    if (value === undefined) continue;
    const outcome = checkValue(field, value);
    if ('problem' in outcome) errors.push(outcome.problem);
    else checked[name] = outcome.value;
  }
  if (errors.length > 0) throw validationFailed(errors);
  return checked;
}

function checkValue(field: CollectionField, value: unknown): { value: unknown } | { problem: ProblemItem } {
  if (value === null) {
    if (field.nullable) return { value: null };
    return { problem: { path: field.name, code: 'required', message: 'must not be null' } };
  }
  const problem = validateField(field, value);
  if (problem) return { problem };
  const normalized = field.normalize ? field.normalize(value) : value;
  if (normalized !== undefined) return { value: normalized };
  return { problem: { path: field.name, code: 'invalid_value', message: 'is not a value that this field can hold' } };
}

/** The refusal of a name that is no field, or none that the caller may know of. */
export function unknownField(path: string): AppError {
  return new AppError('unknown_field', { detail: `There is no field "${path}" here.` });
}

/** The refusal of a body, with what is wrong in it. */
export function validationFailed(errors: readonly ProblemItem[]): AppError {
  return new AppError('validation_failed', { errors });
}
