import type { CollectionField, Collections } from '../collections/collection.ts';
import { compileField } from '../collections/compile-field.ts';
import type { ProblemList } from '../collections/config-problem.ts';
import { describeValue } from '../collections/describe-value.ts';
import type { Targets } from '../collections/field-source.ts';
import type { JsonSchema } from '../collections/field-type.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { nameHint } from '../collections/nearest-name.ts';
import { readField } from '../collections/read-fields.ts';
import { completeInput } from './complete-input.ts';
import type { FunctionDeclaration } from './resolved-config.ts';

const keys = ['input', 'output', 'access', 'run'];

/** Compiles the typed calls of a config: their inputs and outputs become schemas that allow nothing else. */
export function compileFunctions(
  written: unknown,
  collections: Collections,
  problems: ProblemList,
): ReadonlyMap<string, FunctionDeclaration> {
  const functions = new Map<string, FunctionDeclaration>();
  if (written === undefined) return functions;
  if (!isPlainObject(written)) {
    problems.add('functions', `must be an object of functions (got ${describeValue(written)})`);
    return functions;
  }
  const targets: Targets = new Map([...collections.values()].map(({ name, id }) => [name, { name, id, fields: new Map() }]));
  for (const [name, declared] of Object.entries(written)) {
    const path = `functions.${name}`;
    if (!/^[a-z][A-Za-z0-9]*$/.test(name) || name === 'then' || name in Object.prototype) {
      problems.add(path, 'must be a name of letters and digits that begins with a small letter, and none that every object has');
    } else if (!isPlainObject(declared)) {
      problems.add(path, `must be made by fn() (got ${describeValue(declared)})`);
    } else {
      functions.set(name, compileFunction({ name, path, declared }, targets, problems));
    }
  }
  return functions;
}

interface FunctionCall {
  readonly input: unknown;
}

interface WrittenFunction {
  readonly name: string;
  readonly path: string;
  readonly declared: Readonly<Record<string, unknown>>;
}

function compileFunction({ name, path, declared }: WrittenFunction, targets: Targets, problems: ProblemList): FunctionDeclaration {
  for (const key of Object.keys(declared))
    if (!keys.includes(key)) problems.add(`${path}.${key}`, 'there is no such key', nameHint(key, keys));
  const { access, run } = declared;
  if (typeof run !== 'function') problems.add(`${path}.run`, `must be a function (got ${describeValue(run)})`);
  if (access !== undefined && typeof access !== 'boolean' && typeof access !== 'function') {
    problems.add(
      `${path}.access`,
      `must be true, false or a function: a call has no records to choose from (got ${describeValue(access)})`,
    );
  }
  const input = compileFields({ written: declared.input, path: `${path}.input`, targets }, problems);
  const output = compileFields({ written: declared.output, path: `${path}.output`, targets }, problems);
  const call = (context: FunctionCall) =>
    (run as (context: FunctionCall) => unknown)({ ...context, input: completeInput(input, context.input) });
  return { name, input: objectSchema(input), output: objectSchema(output), access, run: call };
}

interface WrittenFields {
  readonly written: unknown;
  readonly path: string;
  readonly targets: Targets;
}

function compileFields({ written = {}, path, targets }: WrittenFields, problems: ProblemList): ReadonlyMap<string, CollectionField> {
  const fields = new Map<string, CollectionField>();
  if (!isPlainObject(written)) {
    problems.add(path, `must be an object of fields (got ${describeValue(written)})`);
    return fields;
  }
  for (const [name, value] of Object.entries(written)) {
    const at = `${path}.${name}`;
    if (name in Object.prototype) problems.add(at, 'is a reserved name');
    const declared = readField(value, at, problems);
    const field = declared && compileField({ name, declared, path: at, collection: undefined, all: targets, indexed: false }, problems);
    if (field) fields.set(name, field);
  }
  return fields;
}

function objectSchema(fields: ReadonlyMap<string, CollectionField>): JsonSchema {
  const properties = [...fields.values()].map(({ name, nullable, schema }) => {
    // `anyOf` rather than a list of types: it holds for a choice and for a json schema too.
    return [name, nullable ? { anyOf: [schema, { type: 'null' }] } : schema];
  });
  const required = [...fields.values()].filter((field) => field.required && field.default === undefined).map(({ name }) => name);
  return { type: 'object', properties: Object.fromEntries(properties), required, additionalProperties: false };
}
