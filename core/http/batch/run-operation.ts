import type { Collections } from '../../collections/collection.ts';
import { AppError } from '../../errors.ts';
import type { Records } from '../../records/records.ts';
import type { BatchOperation, BatchResult, IdReference } from './batch-operation.ts';
import { unknownReference } from './read-operations.ts';
import { isIdReference, type References } from './references.ts';

/** What the operations of a batch have in common. */
export interface BatchRun {
  /** The verbs of the caller, inside the transaction. */
  readonly records: Records;
  readonly collections: Collections;
  readonly references: References;
}

/** Runs one operation of a batch through the verb that it names. What is refused says which operation it was. */
export async function runOperation(run: BatchRun, operation: BatchOperation, index: number): Promise<BatchResult> {
  const { data, unknown } = run.references.resolve(run.collections.get(operation.collection), operation.data ?? {});
  let result: BatchResult;
  try {
    result = await callVerb(run, operation, data);
  } catch (error) {
    throw error instanceof AppError ? refusalOf(error, index, unknown) : error;
  }
  if (operation.as !== undefined && result.record) run.references.set(operation.as, result.record['id'] as string | number);
  return result;
}

async function callVerb(
  { records, references }: BatchRun,
  { method, collection, id: written, ifMatch }: BatchOperation,
  data: Record<string, unknown>,
): Promise<BatchResult> {
  if (method === 'create') return { status: 201, record: await records.create(collection, data) };
  const id = idOf(references, written as string | number | IdReference);
  const version = ifMatch === undefined ? {} : { version: ifMatch };
  if (method === 'update') return { status: 200, record: await records.update(collection, id, { data, ...version }) };
  if (method === 'put') {
    const { row, created } = await records.put(collection, id, data, version);
    return { status: created ? 201 : 200, record: row };
  }
  await records.delete(collection, id, version);
  return { status: 204, record: null };
}

function idOf(references: References, id: string | number | IdReference): string | number {
  if (!isIdReference(id)) return id;
  const known = references.get(id.$ref);
  if (known === undefined) throw new Error(`The reference "${id.$ref}" was not checked.`);
  return known;
}

function refusalOf(error: AppError, operation: number, unknown: ReadonlyMap<string, string>): AppError {
  const { errors, data, headers } = error.details;
  const items = errors?.map((item) => {
    const path = ['operations', operation, 'data', item.path].filter((part) => part !== '').join('.');
    const name = unknown.get(item.path);
    return name === undefined ? { ...item, path } : unknownReference(path, name);
  });
  const details = { detail: error.message, data: { ...data, operation }, ...(items && { errors: items }), ...(headers && { headers }) };
  // The database's own error stays the cause: it says whether the transaction may be run again.
  return new AppError(error.code, details, { cause: error.cause });
}
