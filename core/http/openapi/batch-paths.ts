import type { JsonSchema } from '../../collections/field-type.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { problemReferences } from './problem-responses.ts';

const reference: JsonSchema = {
  type: 'object',
  // No property may be called `$ref` in a document: many tools take it for a reference of their own.
  description: '`{ "$ref": name }`: the `as` of an operation before this one.',
  additionalProperties: { type: 'string' },
  minProperties: 1,
  maxProperties: 1,
};
const collection: JsonSchema = { type: 'string' };
const id: JsonSchema = { anyOf: [{ type: ['string', 'integer'] }, reference] };
const data: JsonSchema = { type: 'object', description: 'As the body of the same request by itself; relations may be `{ "$ref": name }`.' };
const ifMatch: JsonSchema = { type: 'integer', minimum: 1, description: 'The version that the record must still have.' };
const as: JsonSchema = { type: 'string', minLength: 1, maxLength: 100, description: 'A name for the id, for operations after this one.' };

const operations: readonly JsonSchema[] = [
  operation('create', { collection, data, as }, ['data']),
  operation('update', { collection, id, data, ifMatch, as }, ['id', 'data']),
  operation('put', { collection, id, data, ifMatch, as }, ['id', 'data']),
  operation('delete', { collection, id, ifMatch }, ['id']),
];
const result: JsonSchema = {
  type: 'object',
  properties: {
    status: { type: 'integer', enum: [200, 201, 204] },
    record: { type: ['object', 'null'], description: 'Null for a delete.' },
  },
  required: ['status', 'record'],
};

/** The path of batches. */
export function batchPaths(limit: number): Record<string, JsonSchema> {
  const body = listOf('operations', { type: 'array', maxItems: limit, items: { oneOf: operations } });
  return {
    '/api/batch': {
      post: {
        tags: ['batch'],
        operationId: 'batch',
        summary: 'Write many records, all or none',
        description: 'Where an operation is refused, nothing is written; the answer has its code and, as `operation`, its index.',
        parameters: [idempotencyKey],
        requestBody: { required: true, content: { 'application/json': { schema: { ...body, additionalProperties: false } } } },
        responses: {
          200: {
            description: 'What each did.',
            content: { 'application/json': { schema: listOf('results', { type: 'array', items: result }) } },
          },
          ...problemReferences('batch'),
        },
      },
    },
  };
}

function operation(method: string, properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: { method: { const: method }, ...properties },
    required: ['method', 'collection', ...required],
    additionalProperties: false,
  };
}

function listOf(name: string, list: JsonSchema): JsonSchema {
  return { type: 'object', properties: { [name]: list }, required: [name] };
}
