import type { SchemaOf } from '@plinth/client/types';
import type { CollectionRest } from './collection-config.ts';
import type { SchemaDeclaration } from './define-schema.ts';
import type { Inferred, OnlyKnownFields } from './only-known-fields.ts';

/** Adds rules, hooks and indexes to a collection of a schema, typed by all of its collections. Returns what `defineConfig` takes. */
export function defineCollection<const D extends SchemaDeclaration, const C extends keyof D['collections'] & keyof SchemaOf<D>, const Access>(
  schema: D,
  name: C,
  rest: CollectionRest<SchemaOf<D>, C> & { readonly access?: Inferred<Access> & OnlyKnownFields<Access, SchemaOf<D>, C> },
): D['collections'][C] {
  const declared: object = { ...schema.collections[name as string], ...rest };
  return declared as D['collections'][C];
}
