import type { Collection, CollectionField, Collections } from '../collections/collection.ts';

/** A relation seen from its target. */
export interface Reference {
  readonly holder: Collection;
  readonly field: CollectionField;
}

/** All relations by the collection that they lead to. */
export function findReferences(collections: Collections): ReadonlyMap<string, readonly Reference[]> {
  const references = new Map<string, Reference[]>();
  for (const holder of collections.values()) {
    for (const field of holder.fields.values()) {
      if (field.kind !== 'relation' || !field.relation) continue;
      const list = references.get(field.relation.collection) ?? [];
      list.push({ holder, field });
      references.set(field.relation.collection, list);
    }
  }
  return references;
}
