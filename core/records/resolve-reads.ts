import type { Collection, CollectionField } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import type { FieldRead } from '../query/field-read.ts';
import { unknownField } from './check-data.ts';
import type { Scope } from './scope.ts';

/** The fields to read: the ones that were asked for, else all that leave by themselves. Throws `unknown_field`. */
export function resolveReads(scope: Scope, collection: Collection, fields: readonly string[] | undefined): FieldRead[] {
  const view = scope.read(collection.name);
  if (fields === undefined) {
    const reads: FieldRead[] = [];
    for (const field of collection.fields.values()) {
      if (field.hidden || field.kind === 'secret' || field.kind === 'reverse') continue;
      if (view.lookup.field(field.name)) reads.push({ field, when: view.fields.get(field.name) });
    }
    return reads;
  }
  if (fields.length === 0) throw new AppError('invalid_parameter', { detail: 'fields must name at least one field.' });
  return [...new Set(fields)].map((name) => readOf({ scope, collection }, name));
}

/** One field as the caller may read it. Throws `unknown_field`. */
export function readOf({ scope, collection }: { scope: Scope; collection: Collection }, name: string, path = name): FieldRead {
  const view = scope.read(collection.name);
  if (!view.lookup.field(name)) throw unknownField(path);
  return { field: collection.fields.get(name) as CollectionField, when: view.fields.get(name) };
}
