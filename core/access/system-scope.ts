import type { Collection, Collections } from '../collections/collection.ts';
import { fullLookup } from '../collections/field-lookup.ts';
import { AppError } from '../errors.ts';
import { present, trashed } from '../records/presence.ts';
import type { ReadScope, Scope, WriteScope } from '../records/scope.ts';
import { type Condition, everything } from '../where/condition.ts';
import { parseWhere } from '../where/parse-where.ts';

const noFields: ReadonlyMap<string, Condition> = new Map();
const done = Promise.resolve();

/** The scope of code that runs as the system: no rules, and hidden fields are there. */
export function systemScope(collections: Collections): Scope {
  const reading = new Map<string, ReadScope>();
  const writing = new Map<string, Promise<WriteScope>>();
  const read = (name: string) => kept(reading, name, () => readScope(collections, name));
  return {
    caller: undefined,
    requestId: undefined,
    prepare: () => done,
    prepareQuery: () => done,
    read,
    trash: (collection) => Promise.resolve(trashed(collection)),
    write: (collection) => kept(writing, collection.name, () => Promise.resolve(writeScope(collection))),
    where: (name, written) => parseWhere(written, { lookup: read(name).lookup, mode: 'json' }),
    readable: (name) => knownCollection(collections, name),
  };
}

/** The collection of this name. Throws `not_found`. */
export function knownCollection(collections: Collections, name: string): Collection {
  const collection = collections.get(name);
  if (collection === undefined) throw new AppError('not_found');
  return collection;
}

function readScope(collections: Collections, name: string): ReadScope {
  return { rows: present(knownCollection(collections, name)), fields: noFields, lookup: fullLookup(collections, name) };
}

function writeScope(collection: Collection): WriteScope {
  const writable = [...collection.fields.values()].filter((field) => field.writable).map((field) => field.name);
  return { rows: present(collection), finished: everything, writable: new Set(writable), fields: noFields };
}

function kept<Value>(values: Map<string, Value>, name: string, make: () => Value): Value {
  const present = values.get(name);
  if (present !== undefined) return present;
  const value = make();
  values.set(name, value);
  return value;
}
