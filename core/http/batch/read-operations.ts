import type { ProblemItem } from '@plinth/client/types';
import { AppError } from '../../errors.ts';
import { isJsonObject } from '../json/is-json-object.ts';
import { requireObject } from '../require-object.ts';
import type { BatchMethod, BatchOperation } from './batch-operation.ts';
import { isIdReference } from './references.ts';

/** Which keys an operation must and may have besides `method` and `collection`. */
const shapes: Readonly<Record<BatchMethod, { readonly must: readonly string[]; readonly may: readonly string[] }>> = {
  create: { must: ['data'], may: ['as'] },
  update: { must: ['id', 'data'], may: ['ifMatch', 'as'] },
  put: { must: ['id', 'data'], may: ['ifMatch', 'as'] },
  delete: { must: ['id'], may: ['ifMatch'] },
};

const longestName = 100;

interface Check {
  readonly ok: (value: unknown) => boolean;
  readonly message: string;
}

const isName = (value: unknown) => typeof value === 'string' && value !== '' && value.length <= longestName;
const checks: Readonly<Record<string, Check>> = {
  collection: { ok: (value) => typeof value === 'string', message: 'must be the name of a collection' },
  id: { ok: (value) => ['string', 'number'].includes(typeof value) || isIdReference(value), message: 'must be an id or { "$ref": name }' },
  data: { ok: isJsonObject, message: 'must be an object' },
  ifMatch: { ok: (value) => Number.isSafeInteger(value) && (value as number) > 0, message: 'must be a version, an integer from 1' },
  as: { ok: isName, message: `must be a name of 1 to ${longestName} characters` },
};

/**
 * Checks the shape of a batch: `{ operations: [...] }`. Throws `batch_too_large`, and `validation_failed` with every mistake by its path.
 * Collections, ids and data are checked by the verbs.
 */
export function readOperations(body: unknown, limit: number): BatchOperation[] {
  const { operations, ...others } = requireObject(body);
  const errors: ProblemItem[] = Object.keys(others).map(unknownKey);
  if (!Array.isArray(operations)) {
    const code = operations === undefined ? 'required' : 'invalid_type';
    throw new AppError('validation_failed', { errors: [...errors, { path: 'operations', code, message: 'must be a list of operations' }] });
  }
  if (operations.length > limit) {
    throw new AppError('batch_too_large', {
      detail: `A batch may have ${limit} operations; this one has ${operations.length}.`,
      data: { limit },
    });
  }
  const names = new Set<string>();
  for (const [index, operation] of operations.entries()) errors.push(...mistakes(operation, `operations.${index}`, names));
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return operations as BatchOperation[];
}

function* mistakes(operation: unknown, path: string, names: Set<string>): Generator<ProblemItem> {
  if (!isJsonObject(operation)) {
    yield { path, code: 'invalid_type', message: 'must be an object' };
    return;
  }
  const shape = shapeOf(operation['method']);
  if (!shape) {
    const code = operation['method'] === undefined ? 'required' : 'not_a_choice';
    yield { path: `${path}.method`, code, message: `must be one of ${Object.keys(shapes).join(', ')}` };
    return;
  }
  const known = new Set(['method', 'collection', ...shape.must, ...shape.may]);
  for (const key of Object.keys(operation)) if (!known.has(key)) yield unknownKey(`${path}.${key}`);
  for (const key of ['collection', ...shape.must, ...shape.may])
    yield* wrongValue(operation, { key, path, must: !shape.may.includes(key) });
  yield* wrongNames(operation, path, names);
}

function shapeOf(method: unknown) {
  return typeof method === 'string' && Object.hasOwn(shapes, method) ? shapes[method as BatchMethod] : undefined;
}

function* wrongValue(
  operation: Record<string, unknown>,
  { key, path, must }: { key: string; path: string; must: boolean },
): Generator<ProblemItem> {
  const value = operation[key];
  const { ok, message } = checks[key] as Check;
  if (value === undefined) {
    if (must) yield { path: `${path}.${key}`, code: 'required', message };
  } else if (!ok(value)) yield { path: `${path}.${key}`, code: 'invalid_value', message };
}

/** A reference may name only what an operation before it has named; that in data is found when the operation runs. */
function* wrongNames({ id, as }: Record<string, unknown>, path: string, names: Set<string>): Generator<ProblemItem> {
  if (isIdReference(id) && !names.has(id.$ref)) yield unknownReference(`${path}.id`, id.$ref);
  if (!isName(as)) return;
  if (names.has(as as string)) yield { path: `${path}.as`, code: 'not_unique', message: 'is the name of an operation before it' };
  names.add(as as string);
}

function unknownKey(path: string): ProblemItem {
  return { path, code: 'unknown_field', message: 'There is no such field.' };
}

/** The refusal of a reference that names nothing. */
export function unknownReference(path: string, name: string): ProblemItem {
  return { path, code: 'unknown_reference', message: `no operation before it is named "${name}"` };
}
