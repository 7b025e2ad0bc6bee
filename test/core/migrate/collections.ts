import type { Collections } from '../../../core/collections/collection.ts';
import { compileCollections } from '../../../core/collections/compile-collections.ts';

/** Compiles declared collections, which must be sound. */
export function compile(declared: Readonly<Record<string, object>>): Collections {
  const { collections, problems } = compileCollections(declared);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return collections;
}
