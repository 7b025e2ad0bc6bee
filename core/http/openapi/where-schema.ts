import type { Collection, CollectionField } from '../../collections/collection.ts';
import type { JsonSchema } from '../../collections/field-type.ts';
import { type Operator, operatorsOf, type ValueType } from '../../where/operators.ts';
import { schemaReference } from './schema-names.ts';
import { orNull } from './value-schemas.ts';
import { readableFields } from './visible-fields.ts';

const values: Readonly<Partial<Record<ValueType, JsonSchema>>> = {
  integer: { type: 'integer' },
  number: { type: 'number' },
  decimal: { type: 'string' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
};
const text: JsonSchema = { type: 'string' };
const degrees: JsonSchema = { type: 'number' };
const near: JsonSchema = shape({ lat: degrees, lon: degrees, meters: { type: 'number', minimum: 0 } });
const within: JsonSchema = shape({ south: degrees, west: degrees, north: degrees, east: degrees });

/** The written form of a `where` on a collection: its readable fields with the operators that each takes, and `and`, `or`, `not`. */
export function whereSchema(collection: Collection, isVisible: (collection: string) => boolean): JsonSchema {
  const self = schemaReference(collection.name, 'where');
  const fields = readableFields(collection).map((field) => [field.name, fieldSchema(field, isVisible)] as const);
  return {
    type: 'object',
    description: 'Fields are combined with AND. A bare value means `eq`; `"author.name": x` is short for `author: { name: x }`.',
    properties: { ...Object.fromEntries(fields), and: { type: 'array', items: self }, or: { type: 'array', items: self }, not: self },
    patternProperties: { '^[^.]+\\..+$': {} },
    additionalProperties: false,
  };
}

function fieldSchema(field: CollectionField, isVisible: (collection: string) => boolean): JsonSchema {
  const { relation } = field;
  const target: JsonSchema =
    relation && isVisible(relation.collection) ? schemaReference(relation.collection, 'where') : { type: 'object' };
  if (relation?.many) {
    const has = operatorsOf[field.value].includes('has') ? { has: { type: ['string', 'integer'] } } : {};
    return { type: 'object', properties: { some: target, every: target, none: target, ...has }, additionalProperties: false };
  }
  const value = valueSchema(field);
  const operators = operatorsOf[field.value].map((operator) => [operator, operandSchema(operator, value)] as const);
  const asked: JsonSchema = { type: 'object', properties: Object.fromEntries(operators), additionalProperties: false, minProperties: 1 };
  return { anyOf: [orNull(value), asked, ...(relation ? [target] : [])] };
}

function valueSchema(field: CollectionField): JsonSchema {
  if (field.value === 'json' || field.value === 'secret' || field.value === 'point' || field.value === 'choices') return { type: 'null' };
  if (field.value === 'choice' && field.choices) return { type: 'string', enum: field.choices };
  if (field.value === 'id') return { type: 'string' };
  return values[field.value] ?? text;
}

function operandSchema(operator: Operator, value: JsonSchema): JsonSchema {
  switch (operator) {
    case 'in':
    case 'notIn':
      return { type: 'array', items: orNull(value), maxItems: 500 };
    case 'contains':
    case 'startsWith':
    case 'endsWith':
    case 'has':
      return text;
    case 'near':
      return near;
    case 'within':
      return within;
    default:
      return orNull(value);
  }
}

function shape(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
