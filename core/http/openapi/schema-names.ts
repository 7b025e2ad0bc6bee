import type { JsonSchema } from '../../collections/field-type.ts';

/** The schemas that every collection has. Names of collections hold no underscore but at the beginning, so these never meet. */
export type SchemaPart = 'create' | 'update' | 'where' | 'page' | 'groups';

/** The name of a collection's schema in the document; the record's own without a part. */
export function schemaName(collection: string, part?: SchemaPart): string {
  return part === undefined ? collection : `${collection}_${part}`;
}

/** Refers to a collection's schema. */
export function schemaReference(collection: string, part?: SchemaPart): JsonSchema {
  return { $ref: `#/components/schemas/${schemaName(collection, part)}` };
}
