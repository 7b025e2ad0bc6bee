import type { Collection, CollectionField, Collections } from '../../collections/collection.ts';

/** The collections that documents speak of: those whose name begins with `_` belong to plugins. */
export function visibleCollections(collections: Collections): Collection[] {
  return [...collections.values()].filter(({ name }) => !name.startsWith('_'));
}

/** The fields that an answer may hold. */
export function readableFields(collection: Collection): CollectionField[] {
  return [...collection.fields.values()].filter(({ hidden, kind, access }) => !hidden && kind !== 'secret' && access.read !== false);
}

/** The fields that a body may hold. The id is one only where the caller chooses it. */
export function writableFields(collection: Collection): CollectionField[] {
  return [...collection.fields.values()].filter(({ hidden, writable, access }) => writable && !hidden && access.write !== false);
}
