import type { SchemaOf } from '@plinth/client/types';
import type { CollectionRest } from './collection-config.ts';
import type { SchemaDeclaration } from './define-schema.ts';

/** Adds rules, hooks and indexes to a collection of a schema, typed by all of its collections. Returns what `defineConfig` takes. */
export function defineCollection<const D extends SchemaDeclaration, const C extends keyof D['collections'] & keyof SchemaOf<D>>(
  schema: D,
  name: C,
  rest: CollectionRest<SchemaOf<D>, C>,
): D['collections'][C] & CollectionRest<SchemaOf<D>, C> {
  return { ...schema.collections[name as string], ...rest } as D['collections'][C] & CollectionRest<SchemaOf<D>, C>;
}
