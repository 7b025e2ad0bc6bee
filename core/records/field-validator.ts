import type { ProblemItem } from '@plinth/client/types';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { CollectionField } from '../collections/collection.ts';

const ajv = new Ajv2020({ strict: true, allErrors: false, allowUnionTypes: true, coerceTypes: false, useDefaults: false });
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);

const validators = new WeakMap<object, ValidateFunction>();

const codes: Readonly<Record<string, string>> = {
  type: 'invalid_type',
  required: 'required',
  maxLength: 'too_long',
  minLength: 'too_short',
  maximum: 'too_large',
  exclusiveMaximum: 'too_large',
  minimum: 'too_small',
  exclusiveMinimum: 'too_small',
  maxItems: 'too_many',
  minItems: 'too_few',
  uniqueItems: 'not_unique',
  pattern: 'pattern_mismatch',
  format: 'invalid_format',
  enum: 'not_a_choice',
  const: 'not_a_choice',
  additionalProperties: 'unknown_field',
};

/** Checks a value that is not null against its field's schema; says what is wrong, by path, or nothing. */
export function validateField(field: CollectionField, value: unknown): ProblemItem | undefined {
  const validate = validatorOf(field);
  if (validate(value)) return undefined;
  const error = validate.errors?.[0] as ErrorObject;
  return {
    path: field.name + error.instancePath.replaceAll('/', '.'),
    code: codes[error.keyword] ?? 'invalid_value',
    message: error.message ?? 'is not valid',
  };
}

function validatorOf(field: CollectionField): ValidateFunction {
  let validate = validators.get(field.schema);
  if (!validate) {
    validate = ajv.compile(field.schema);
    validators.set(field.schema, validate);
  }
  return validate;
}
