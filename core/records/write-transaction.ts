import type { ProblemItem } from '@plinth/client/types';
import type { Collection } from '../collections/collection.ts';
import { ConstraintError } from '../database/constraint-error.ts';
import { AppError } from '../errors.ts';
import type { Engine } from './engine.ts';
import type { Scope } from './scope.ts';

/** Who writes where. */
export interface WritePlace {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly collection: Collection;
}

/** The collection of a name that came from outside. Throws `not_found`. */
export function knownCollection(engine: Engine, name: string): Collection {
  const collection = engine.collections.get(name);
  if (!collection) throw new AppError('not_found');
  return collection;
}

/** Runs a write in a transaction; a broken constraint is told in the words of the declaration. */
export async function writeTransaction<T>(place: WritePlace, work: () => Promise<T>): Promise<T> {
  try {
    return await place.engine.database.transaction(work);
  } catch (error) {
    throw error instanceof ConstraintError ? translate(place, error) : error;
  }
}

function translate({ engine, scope, collection }: WritePlace, error: ConstraintError): AppError {
  const broken = error.table === '' ? collection : [...engine.collections.values()].find((one) => one.table === error.table);
  const names = [...(broken?.fields.values() ?? [])]
    .filter((field) => field.columns.some((column) => error.columns.includes(column.name)))
    .map((field) => field.name);
  // Only of the collection that the caller wrote, and only what he may name, so that the refusal tells no name that he did not know.
  const told = broken === collection && names.every((name) => scope.read(collection.name).lookup.field(name));
  const errors: ProblemItem[] = told ? names.map((path) => ({ path, code: error.code, message: sentence(error.code) })) : [];
  return new AppError(error.code, errors.length > 0 ? { errors } : {}, { cause: error });
}

function sentence(code: string): string {
  return code === 'unique_violation' ? 'is already taken' : 'refers to a record that does not exist';
}
