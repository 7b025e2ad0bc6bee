import type { CollectionField } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import type { FieldRead } from '../query/field-read.ts';
import type { SortKey } from '../query/sort-key.ts';
import type { Condition } from '../where/condition.ts';
import type { GetQuery } from './records.ts';
import { resolveReads } from './resolve-reads.ts';
import type { Scope } from './scope.ts';
import type { ViewPlace } from './view-record.ts';

/** Which records of its collection a query is about, and what it reads of them. */
export interface QueryView {
  readonly rows: Condition;
  readonly reads: readonly FieldRead[];
  /** The order in which they come where none is asked for. */
  readonly order: readonly SortKey[];
}

/**
 * What a query sees: the records that are there, or with `trash: 'only'` those in the trash, which say when they were deleted. The trash is
 * seen by those who may both read and delete; others are told what a delete would tell them.
 */
export async function queryView({ scope, collection }: Pick<ViewPlace, 'scope' | 'collection'>, query: GetQuery): Promise<QueryView> {
  if (query.trash === undefined)
    return { rows: scope.read(collection.name).rows, reads: resolveReads(scope, collection, query.fields), order: [] };
  if (query.trash !== 'only') throw new AppError('invalid_parameter', { detail: 'trash must be "only".' });
  if (collection.softDelete === undefined) throw new AppError('invalid_parameter', { detail: 'This collection has no trash.' });
  await scope.write(collection, 'delete');
  const field = collection.fields.get('deletedAt') as CollectionField;
  return {
    rows: await scope.trash(collection),
    reads: trashReads({ scope, collection }, { field, when: undefined }, query.fields),
    order: [{ hops: [], field, when: undefined, descending: true }],
  };
}

function trashReads(
  { scope, collection }: { scope: Scope; collection: ViewPlace['collection'] },
  deletion: FieldRead,
  fields: readonly string[] | undefined,
): FieldRead[] {
  const asked = fields?.filter((name) => name !== deletion.field.name);
  const reads = asked?.length === 0 && asked.length < (fields?.length ?? 0) ? [] : resolveReads(scope, collection, asked);
  return fields === undefined || fields.includes(deletion.field.name) ? [...reads, deletion] : reads;
}
