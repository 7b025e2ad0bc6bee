import type { Collection } from '../../collections/collection.ts';
import type { JsonSchema } from '../../collections/field-type.ts';
import { aggregateParameters, listParameters, projectionParameters } from './collection-parameters.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { problemReferences, type RouteKind, takesKey } from './problem-responses.ts';
import { schemaReference } from './schema-names.ts';

interface Operation {
  readonly kind: RouteKind;
  readonly summary: string;
  readonly parameters?: readonly JsonSchema[];
  readonly body?: JsonSchema;
  readonly responses: Readonly<Record<string, JsonSchema>>;
}

const etag = { ETag: { description: 'The version of the record, for `If-Match`.', schema: { type: 'string' } } };
const location = { Location: { description: 'The address of the record.', schema: { type: 'string' } } };
const ifMatch = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag that the record must still have, or `*`.',
  schema: { type: 'string' },
};
const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  description: 'Answers 304 where the record still has this ETag.',
  schema: { type: 'string' },
};

/** The paths of one collection. */
export function collectionPaths(collection: Collection): Record<string, JsonSchema> {
  const { name } = collection;
  const operation = (one: Operation): JsonSchema => toOperation(name, one);
  const id = { name: 'id', in: 'path', required: true, schema: collection.fields.get('id')?.schema ?? { type: 'string' } };
  const answered = answer('The record.', schemaReference(name), etag);
  return {
    [`/api/${name}`]: {
      get: operation({
        kind: 'list',
        summary: `List ${name}`,
        parameters: listParameters(collection),
        responses: { 200: answer('A page.', schemaReference(name, 'page')) },
      }),
      post: operation({
        kind: 'create',
        summary: `Create one of ${name}`,
        body: schemaReference(name, 'create'),
        responses: { 201: answer('The record.', schemaReference(name), { ...etag, ...location }) },
      }),
    },
    [`/api/${name}/aggregate`]: {
      get: operation({
        kind: 'aggregate',
        summary: `Figures over ${name}`,
        parameters: aggregateParameters(collection),
        responses: { 200: answer('The groups.', schemaReference(name, 'groups')) },
      }),
    },
    [`/api/${name}/{id}`]: {
      parameters: [id],
      get: operation({
        kind: 'get',
        summary: `Read one of ${name}`,
        parameters: [...projectionParameters(collection), ifNoneMatch],
        responses: { 200: answered, 304: { description: 'The record has not changed.' } },
      }),
      patch: operation({
        kind: 'update',
        summary: `Change fields of one of ${name}`,
        parameters: [ifMatch],
        body: schemaReference(name, 'update'),
        responses: { 200: answered },
      }),
      put: operation({
        kind: 'put',
        summary: `Create or replace one of ${name}`,
        parameters: [ifMatch],
        body: schemaReference(name, 'create'),
        responses: { 200: answered, 201: answer('The record, which is new.', schemaReference(name), { ...etag, ...location }) },
      }),
      delete: operation({
        kind: 'delete',
        summary: `Delete one of ${name}`,
        parameters: [ifMatch],
        responses: { 204: { description: 'The record is gone.' } },
      }),
    },
    ...(collection.softDelete !== undefined && {
      [`/api/${name}/{id}/restore`]: { parameters: [id], post: operation(restoring(name, answered)) },
    }),
  };
}

function restoring(name: string, answered: JsonSchema): Operation {
  return { kind: 'restore', summary: `Bring one of ${name} back from the trash`, parameters: [ifMatch], responses: { 200: answered } };
}

function toOperation(collection: string, { kind, summary, parameters, body, responses }: Operation): JsonSchema {
  const all = [...(parameters ?? []), ...(takesKey(kind) ? [idempotencyKey] : [])];
  return {
    tags: [collection],
    operationId: `${collection}.${kind}`,
    summary,
    ...(all.length > 0 && { parameters: all }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: { ...responses, ...problemReferences(kind) },
  };
}

function answer(description: string, schema: JsonSchema, headers?: JsonSchema): JsonSchema {
  return { description, ...(headers && { headers }), content: { 'application/json': { schema } } };
}
