import type { Collections } from '../collections/collection.ts';
import type { ProblemList } from '../collections/config-problem.ts';
import { describeValue } from '../collections/describe-value.ts';
import type { JsonSchema } from '../collections/field-type.ts';
import { fieldTypes } from '../collections/field-types.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { nameHint } from '../collections/nearest-name.ts';
import { readField } from '../collections/read-fields.ts';
import { schemaProblem } from '../collections/schema-check.ts';
import type { FunctionDeclaration } from './resolved-config.ts';

const keys = ['input', 'output', 'access', 'run'];

/** Compiles the typed calls of a config: their inputs and outputs become schemas that allow nothing else. */
export function compileFunctions(written: unknown, collections: Collections, problems: ProblemList): ReadonlyMap<string, FunctionDeclaration> {
  const functions = new Map<string, FunctionDeclaration>();
  if (written === undefined) return functions;
  if (!isPlainObject(written)) {
    problems.add('functions', `must be an object of functions (got ${describeValue(written)})`);
    return functions;
  }
  for (const [name, declared] of Object.entries(written)) {
    const path = `functions.${name}`;
    if (!/^[a-z][A-Za-z0-9]*$/.test(name) || name === 'then' || name in Object.prototype) {
      problems.add(path, 'must be a name of letters and digits that begins with a small letter, and none that every object has');
    } else if (!isPlainObject(declared)) {
      problems.add(path, `must be made by fn() (got ${describeValue(declared)})`);
    } else {
      functions.set(name, compileFunction({ name, path, declared }, collections, problems));
    }
  }
  return functions;
}

interface WrittenFunction {
  readonly name: string;
  readonly path: string;
  readonly declared: Readonly<Record<string, unknown>>;
}

function compileFunction({ name, path, declared }: WrittenFunction, collections: Collections, problems: ProblemList): FunctionDeclaration {
  for (const key of Object.keys(declared)) if (!keys.includes(key)) problems.add(`${path}.${key}`, 'there is no such key', nameHint(key, keys));
  const { access, run } = declared;
  if (typeof run !== 'function') problems.add(`${path}.run`, `must be a function (got ${describeValue(run)})`);
  if (access !== undefined && typeof access !== 'boolean' && typeof access !== 'function') {
    problems.add(`${path}.access`, `must be true, false or a function: a call has no records to choose from (got ${describeValue(access)})`);
  }
  return {
    name,
    input: objectSchema({ written: declared.input, path: `${path}.input`, collections }, problems),
    output: objectSchema({ written: declared.output, path: `${path}.output`, collections }, problems),
    access,
    run: run as FunctionDeclaration['run'],
  };
}

interface WrittenFields {
  readonly written: unknown;
  readonly path: string;
  readonly collections: Collections;
}

function objectSchema({ written = {}, path, collections }: WrittenFields, problems: ProblemList): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  if (!isPlainObject(written)) problems.add(path, `must be an object of fields (got ${describeValue(written)})`);
  else {
    for (const [name, value] of Object.entries(written)) {
      const schema = propertySchema({ written: value, path: `${path}.${name}`, collections }, problems);
      if (name in Object.prototype) problems.add(`${path}.${name}`, 'is a reserved name');
      else if (schema) properties[name] = schema.schema;
      if (schema?.required) required.push(name);
    }
  }
  return { type: 'object', properties, required, additionalProperties: false };
}

function propertySchema({ written, path, collections }: WrittenFields, problems: ProblemList): { schema: JsonSchema; required: boolean } | undefined {
  const field = readField(written, path, problems);
  if (!field) return undefined;
  const type = fieldTypes[field.kind];
  const mistakes = type.check(field.options);
  for (const { path: option, message, hint } of mistakes) problems.add([path, ...option].join('.'), message, hint);
  if (field.kind === 'reverse') problems.add(path, 'cannot be a reverse: it holds no value');
  const target = field.kind === 'relation' ? collections.get(field.to ?? '') : undefined;
  if (field.kind === 'relation' && !target) {
    problems.add(path, `leads to a collection that does not exist (${describeValue(field.to)})`, nameHint(field.to ?? '', collections.keys()));
  }
  if (mistakes.length > 0) return undefined;
  const schema = type.schema({ ...field.options, ...(target && { targetId: target.id }) });
  const wrong = field.kind === 'json' ? schemaProblem(schema) : undefined;
  if (wrong !== undefined) problems.add(`${path}.schema`, `is not a JSON Schema that can be used: ${wrong}`);
  const required = field.options.required === true;
  // `anyOf` rather than a list of types: it holds for a choice and for a json schema too.
  return { schema: required ? schema : { anyOf: [schema, { type: 'null' }] }, required };
}
