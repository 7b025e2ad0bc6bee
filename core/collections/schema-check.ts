import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonSchema } from './field-type.ts';

let validator: Ajv2020 | undefined;
const compiled = new Map<string, ValidateFunction>();

/** Says why a JSON Schema cannot be used; undefined where it can. */
export function schemaProblem(schema: JsonSchema): string | undefined {
  try {
    compile(schema);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Says why a value does not satisfy a schema; undefined where it does. Throws where the schema cannot be used. */
export function valueProblem(schema: JsonSchema, value: unknown): string | undefined {
  const validate = compile(schema);
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  return first
    ? `${first.instancePath.replaceAll('/', '.').replace(/^\./, '')} ${first.message ?? ''}`.trim()
    : 'must have the declared shape';
}

function compile(schema: JsonSchema): ValidateFunction {
  // Most fields of a large config have one of a few schemas, and compiling one takes a millisecond.
  const key = JSON.stringify(schema);
  const present = compiled.get(key);
  if (present) return present;
  validator ??= formats.default(new Ajv2020({ strict: true, addUsedSchema: false }));
  const validate = validator.compile(schema);
  compiled.set(key, validate);
  return validate;
}
