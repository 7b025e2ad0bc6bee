import type { Collection } from '../../collections/collection.ts';
import type { JsonSchema } from '../../collections/field-type.ts';
import { schemaReference } from './schema-names.ts';
import { readableFields } from './visible-fields.ts';

const numbers = new Set(['integer', 'number', 'decimal']);

/** The query parameters of a list. */
export function listParameters(collection: Collection): JsonSchema[] {
  return [
    where(collection),
    names('sort', 'Fields, also of related records (`author.name`); a leading minus is descending.'),
    query('limit', { type: 'integer', minimum: 1, maximum: 500, default: 20 }),
    query('cursor', { type: 'string' }, 'The `next` of the page before, with the same filter and sort.'),
    query('offset', { type: 'integer', minimum: 0, maximum: 10_000 }, 'Not together with `cursor`.'),
    ...projectionParameters(collection),
    query('count', { type: 'string', enum: ['exact'] }, 'Counts all records that match.'),
  ];
}

/** The query parameters of one record. */
export function projectionParameters(collection: Collection): JsonSchema[] {
  const fields = readableFields(collection);
  const relations = fields.filter((field) => field.relation).map((field) => field.name);
  const chosen = names(
    'fields',
    'Only these fields.',
    fields.map((field) => field.name),
  );
  const trash =
    collection.softDelete === undefined
      ? []
      : [query('trash', { type: 'string', enum: ['only'] }, 'Reads what was deleted, with `deletedAt`; for those who may delete it.')];
  if (relations.length === 0) return [chosen, ...trash];
  return [
    chosen,
    ...trash,
    names('expand', `Relations to answer with their records, also in depth (\`author.team\`): ${relations.join(', ')}. Or a JSON object.`),
  ];
}

/** The query parameters of figures over records. */
export function aggregateParameters(collection: Collection): JsonSchema[] {
  const fields = readableFields(collection).filter((field) => field.columns.length === 1);
  const all = fields.map((field) => field.name);
  const added = fields.filter((field) => numbers.has(field.value)).map((field) => field.name);
  return [
    where(collection),
    query('count', { type: 'boolean', const: true }),
    names('sum', 'Adds up values.', added),
    names('avg', 'Means of values.', added),
    names('min', 'Least values.', all),
    names('max', 'Greatest values.', all),
    names('distinct', 'Counts different values.', all),
    names('groupBy', 'Fields, or `createdAt:year`, `:month`, `:week`, `:day`, `:hour`.'),
    names('sort', '`count`, `sum.views`, a field of `groupBy`; a leading minus is descending.'),
    query('limit', { type: 'integer', minimum: 1, maximum: 500, default: 100 }),
  ];
}

function where(collection: Collection): JsonSchema {
  return {
    name: 'where',
    in: 'query',
    description: 'Which records, as JSON. Also in brackets: `where[field][operator]=value`.',
    content: { 'application/json': { schema: schemaReference(collection.name, 'where'), example: {} } },
  };
}

function query(name: string, schema: JsonSchema, description?: string): JsonSchema {
  return { name, in: 'query', ...(description && { description }), schema };
}

function names(name: string, description: string, known?: readonly string[]): JsonSchema {
  const items = known && known.length > 0 ? { type: 'string', enum: known } : { type: 'string' };
  return { name, in: 'query', description, style: 'form', explode: false, schema: { type: 'array', items } };
}
