import type { Collection } from '../collections/collection.ts';
import { idTypes } from '../collections/id-types.ts';
import { AppError } from '../errors.ts';
import type { Condition, WhereField } from '../where/condition.ts';

const whole = /^[1-9][0-9]{0,15}$/;

/** Says which record is meant. Throws `not_found` for an id that no record of the collection could have. */
export function idCondition(collection: Collection, id: string | number): Condition {
  const value = readId(collection, id);
  if (value === undefined) throw new AppError('not_found');
  return { kind: 'compare', field: collection.fields.get('id') as WhereField, op: 'eq', value };
}

/** An id in its stored form, from a URL or from code; undefined where the collection can have no such id. */
export function readId(collection: Collection, id: string | number): string | number | undefined {
  const written = collection.id === 'integer' && whole.test(String(id)) ? Number(id) : id;
  return idTypes[collection.id].normalize(written);
}
