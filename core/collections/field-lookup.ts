import type { FieldLookup, WhereField } from '../where/condition.ts';
import type { CollectionField, Collections } from './collection.ts';

/** Looks up every field of a collection, hidden ones included: the view of the system, and of rules. */
export function fullLookup(collections: Collections, name: string): FieldLookup {
  return createLookup(collections, name, true);
}

/** Looks up what is not hidden, along every relation: the view of somebody whom no rule narrows. */
export function visibleLookup(collections: Collections, name: string): FieldLookup {
  return createLookup(collections, name, false);
}

/** Throws a plain Error for a collection that does not exist: names from outside are checked before this. */
function createLookup(collections: Collections, name: string, hidden: boolean): FieldLookup {
  const collection = collections.get(name);
  if (!collection) throw new Error(`There is no collection "${name}".`);
  return {
    field(fieldName): WhereField | undefined {
      const field = collection.fields.get(fieldName);
      return field && (hidden || !isHidden(collections, field)) ? field : undefined;
    },
    related(relation) {
      if (!relation.relation) throw new Error(`"${name}.${relation.name}" is no relation.`);
      return createLookup(collections, relation.relation.collection, hidden);
    },
  };
}

/** A reverse shows the values of the relation that it turns round, so it is hidden with it. */
function isHidden(collections: Collections, { hidden, relation }: CollectionField): boolean {
  if (hidden || relation?.by === undefined) return hidden;
  return collections.get(relation.collection)?.fields.get(relation.by)?.hidden === true;
}
