import type { Collection } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import type { Condition, WhereField } from '../where/condition.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const whole = /^-?(0|[1-9][0-9]{0,15})$/;

/** Says which record is meant. Throws `not_found` for an id that no record of the collection could have. */
export function idCondition(collection: Collection, id: string | number): Condition {
  const value = readId(collection, id);
  if (value === undefined) throw new AppError('not_found');
  return { kind: 'compare', field: collection.fields.get('id') as WhereField, op: 'eq', value };
}

/** An id in its stored form, from a URL or from code; undefined where the collection can have no such id. */
export function readId(collection: Collection, id: string | number): string | number | undefined {
  if (collection.id === 'integer') {
    const text = String(id);
    return whole.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
  }
  if (typeof id !== 'string') return undefined;
  return collection.id === 'uuid' ? (uuid.test(id) ? id : undefined) : textId(id);
}

const textIdForm = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,99}$/;

/** Text ids are what needs no escaping in a URL; two words are taken by routes. */
function textId(id: string): string | undefined {
  return textIdForm.test(id) && id !== 'aggregate' && id !== 'changes' ? id : undefined;
}
