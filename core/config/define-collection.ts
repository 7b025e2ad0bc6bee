import type { SchemaOf } from '@plinth/client/types';
import type { CollectionConfig } from './collection-config.ts';
import type { SchemaDeclaration } from './define-schema.ts';
import type { Inferred, OnlyKnownFieldsIn } from './only-known-fields.ts';

/** What may be added to a collection of a schema. */
type Addition<S, C> = Omit<CollectionConfig<unknown, S, C>, 'fields' | 'id' | 'auth'>;

/** Adds rules, hooks and indexes to a collection of a schema, typed by all of its collections. Returns what `defineConfig` takes. */
export function defineCollection<const D extends SchemaDeclaration, const C extends keyof D['collections'] & keyof SchemaOf<D>, Access>(
  schema: D,
  name: C,
  addition: Addition<SchemaOf<D>, C> & { readonly access?: Inferred<Access> } & OnlyKnownFieldsIn<Access, SchemaOf<D>, C>,
): D['collections'][C] {
  const declared: object = { ...schema.collections[name as string], ...addition };
  return declared as D['collections'][C];
}
