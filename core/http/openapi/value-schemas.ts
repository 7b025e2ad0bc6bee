import type { CollectionField } from '../../collections/collection.ts';
import type { JsonSchema } from '../../collections/field-type.ts';
import { schemaReference } from './schema-names.ts';

const nothing: JsonSchema = { type: 'null' };

/** The schema of a value that may be null too. */
export function orNull(schema: JsonSchema): JsonSchema {
  if (Object.keys(schema).length === 0 || schema['type'] === 'null') return schema;
  if (typeof schema['type'] === 'string' && !('enum' in schema) && !('const' in schema))
    return { ...schema, type: [schema['type'], 'null'] };
  return { anyOf: [schema, nothing] };
}

/** What an answer holds for a field. A relation is an id, or the record where it is expanded. */
export function answerSchema(field: CollectionField, isVisible: (collection: string) => boolean): JsonSchema {
  const { relation } = field;
  if (!relation) return field.nullable ? orNull(field.schema) : field.schema;
  const record = isVisible(relation.collection) ? schemaReference(relation.collection) : undefined;
  if (field.kind === 'reverse') return { type: 'array', items: record ?? { type: 'object' }, description: 'Only where it is expanded.' };
  const id = relation.many ? (field.schema['items'] as JsonSchema) : field.schema;
  const one = record ? { anyOf: [id, record] } : id;
  // Expanded, a record that may not be read is null.
  return relation.many ? { type: 'array', items: one } : { anyOf: [...(record ? [id, record] : [id]), nothing] };
}

/** What a body may hold for a field. */
export function bodySchema(field: CollectionField): JsonSchema {
  const schema = field.nullable ? orNull(field.schema) : field.schema;
  const isLiteral = field.default !== undefined && typeof field.default !== 'function';
  return isLiteral ? { ...schema, default: field.default } : schema;
}
