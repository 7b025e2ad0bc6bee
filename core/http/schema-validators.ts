import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonSchema } from '../collections/field-type.ts';

/** Compiles JSON Schemas (draft 2020-12) of routes and functions. */
export class SchemaValidators {
  readonly #shared: Readonly<Record<string, unknown>>;
  #body: Ajv2020 | undefined;
  #text: Ajv2020 | undefined;

  /** `shared` are schemas that others may refer to by `$id`. */
  constructor(shared: Readonly<Record<string, unknown>> = {}) {
    this.#shared = shared;
  }

  /** Bodies must satisfy a schema as they are: nothing is coerced or removed, only declared defaults are filled in. */
  body(schema: JsonSchema): ValidateFunction {
    this.#body ??= create(false, this.#shared);
    return this.#body.compile(schema);
  }

  /** For paths, queries and headers, which are text by nature: values take the type that the schema names. */
  text(schema: JsonSchema): ValidateFunction {
    this.#text ??= create('array', this.#shared);
    return this.#text.compile(schema);
  }
}

function create(coerceTypes: false | 'array', shared: Readonly<Record<string, unknown>>): Ajv2020 {
  const ajv = formats.default(new Ajv2020({ coerceTypes, useDefaults: true, removeAdditional: false, strict: false }));
  for (const schema of Object.values(shared)) ajv.addSchema(schema as JsonSchema);
  return ajv;
}
