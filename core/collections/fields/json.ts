import type { JsonFactory } from '@plinth/client/types';
import { checkOptions, defaultOptions, type OptionCheck } from '../check-options.ts';
import { describeValue } from '../describe-value.ts';
import type { FieldType, OptionProblem } from '../field-type.ts';
import { isPlainObject } from '../is-plain-object.ts';
import { isStorableText } from '../storable-text.ts';

const deepest = 64;

// The schema becomes part of a larger one, where these would point elsewhere.
const referring = new Set(['$ref', '$dynamicRef', '$id', '$anchor', '$dynamicAnchor', '$schema', '$vocabulary']);

const forbiddenKeys = new Set(['__proto__', 'constructor']);

/** Declares any JSON value. */
export const json: JsonFactory = (options = {} as never) => ({ kind: 'json', options });

/** What `json` is: whatever JSON can say, up to 64 levels deep, of the shape that the option `schema` asks for. */
export const jsonType: FieldType = {
  kind: 'json',
  check: (options) => [
    ...checkOptions(options, { ...defaultOptions, schema: jsonSchema }),
    ...(options.index === true ? [{ path: ['index'], message: 'must be left out: a json field cannot be in an index' }] : []),
  ],
  value: () => 'json',
  storage: () => 'json',
  schema: (options) => (isPlainObject(options.schema) ? options.schema : {}),
  normalize: (value) => toStorable(value, deepest),
};

/** Only the shape; that the schema compiles is checked with the whole config, so that a browser need not load a validator. */
const jsonSchema: OptionCheck = (value) => {
  if (!isPlainObject(value)) return [{ path: [], message: `must be a JSON Schema object (got ${describeValue(value)})` }];
  const keyword = findReference(value);
  return keyword === undefined ? [] : [referenceProblem(keyword)];
};

function referenceProblem(keyword: string): OptionProblem {
  return { path: [], message: `must not use ${keyword}`, hint: 'Write the whole schema out; it becomes part of a larger one.' };
}

function findReference(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  for (const [key, value] of Object.entries(schema)) {
    if (referring.has(key)) return key;
    const found = findReference(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A copy that both databases keep exactly; undefined where there is none. */
function toStorable(value: unknown, depth: number): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return isStorableText(value) ? value : undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined;
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return toStorableList(value, depth - 1);
  return isPlainObject(value) ? toStorableObject(value, depth - 1) : undefined;
}

function toStorableList(list: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = [];
  for (const value of list) {
    const storable = toStorable(value, depth);
    if (storable === undefined) return undefined;
    copy.push(storable);
  }
  return copy;
}

function toStorableObject(object: Readonly<Record<string, unknown>>, depth: number): unknown {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    const storable = toStorable(value, depth);
    if (storable === undefined || forbiddenKeys.has(key) || !isStorableText(key)) return undefined;
    copy[key] = storable;
  }
  return copy;
}
