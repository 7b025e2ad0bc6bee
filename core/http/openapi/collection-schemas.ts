import type { Collection } from '../../collections/collection.ts';
import type { JsonSchema } from '../../collections/field-type.ts';
import { schemaName, schemaReference } from './schema-names.ts';
import { answerSchema, bodySchema } from './value-schemas.ts';
import { readableFields, writableFields } from './visible-fields.ts';
import { whereSchema } from './where-schema.ts';

/** Every schema of one collection, by name: the record, what creates and updates one, the filter, a page, groups. */
export function collectionSchemas(collection: Collection, isVisible: (collection: string) => boolean): Record<string, JsonSchema> {
  const { name } = collection;
  return {
    [schemaName(name)]: recordSchema(collection, isVisible),
    [schemaName(name, 'create')]: createSchema(collection),
    [schemaName(name, 'update')]: closed(bodyProperties(collection)),
    [schemaName(name, 'where')]: whereSchema(collection, isVisible),
    [schemaName(name, 'page')]: pageSchema(name),
    [schemaName(name, 'groups')]: groupsSchema,
  };
}

/** No field is required: `fields` leaves fields out, and so do rules. */
function recordSchema(collection: Collection, isVisible: (collection: string) => boolean): JsonSchema {
  const deletedAt = collection.softDelete === undefined ? undefined : collection.fields.get('deletedAt')?.schema;
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(readableFields(collection).map((field) => [field.name, answerSchema(field, isVisible)])),
      ...(deletedAt && { deletedAt: { ...deletedAt, description: 'Only with `trash=only`.' } }),
    },
  };
}

function createSchema(collection: Collection): JsonSchema {
  const named = collection.id === 'text';
  const required = writableFields(collection).filter((field) => field.required && field.default === undefined);
  const names = [...(named ? ['id'] : []), ...required.map((field) => field.name)];
  const id = collection.fields.get('id');
  return {
    ...closed({ ...(named && id && { id: id.schema }), ...bodyProperties(collection) }),
    ...(names.length > 0 && { required: names }),
  };
}

function bodyProperties(collection: Collection): Record<string, JsonSchema> {
  return Object.fromEntries(writableFields(collection).map((field) => [field.name, bodySchema(field)]));
}

function closed(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties, additionalProperties: false };
}

function pageSchema(name: string): JsonSchema {
  return {
    type: 'object',
    properties: {
      items: { type: 'array', items: schemaReference(name) },
      next: { type: ['string', 'null'], description: 'The cursor of the next page; null on the last.' },
      total: { type: 'integer', description: 'Only with `count=exact`.' },
    },
    required: ['items', 'next'],
  };
}

const figures: JsonSchema = { type: 'object', additionalProperties: true };

const groupsSchema: JsonSchema = {
  type: 'object',
  properties: {
    groups: {
      type: 'array',
      items: {
        type: 'object',
        properties: { key: figures, count: { type: 'integer' }, sum: figures, avg: figures, min: figures, max: figures, distinct: figures },
        required: ['key'],
      },
    },
  },
  required: ['groups'],
};
