import { AppError } from '../errors.ts';
import type { SortKey } from '../query/sort-key.ts';
import { and } from '../where/combine.ts';
import { everything } from '../where/condition.ts';
import { checkLimit, checkOffset } from './check-page.ts';
import { countMatching } from './decide.ts';
import type { Engine } from './engine.ts';
import { parseExpand } from './expand-tree.ts';
import { expandedFields, finishRows } from './finish-rows.ts';
import { queryView } from './query-view.ts';
import type { ListQuery, Page } from './records.ts';
import { resolveSort } from './resolve-sort.ts';
import type { Scope } from './scope.ts';
import { selectRows, withId } from './select-rows.ts';

const defaultLimit = 20;

/** One page of the records that match and that the caller may read. */
export async function list(engine: Engine, scope: Scope, call: { collection: string; query: ListQuery }): Promise<Page> {
  const { query } = call;
  await scope.prepareQuery(call.collection, query);
  const collection = scope.readable(call.collection);
  const place = { engine, scope, collection };
  const expand = parseExpand(query.expand);
  const { rows: seen, reads, order } = await queryView(place, query);
  const written = query.where === undefined ? everything : scope.where(collection.name, query.where);
  const where = and(seen, written);
  const sort = [...(query.sort === undefined ? order : []), ...resolveSort(place, query.sort)];
  const limit = query.limit === undefined ? defaultLimit : checkLimit(query.limit);
  const bound = cursorBound(scope, call, sort);
  const page = pageStart(engine, query, { bound, keys: sort.length });
  const { rows, position } = await selectRows(engine, {
    collection,
    reads: withId(collection, [...reads, ...expandedFields(place, expand)]),
    where,
    sort,
    ...page,
    limit: limit + 1,
  });
  // One more row than asked for says that there is a next page without counting.
  const more = rows.length > limit;
  if (more) rows.pop();
  const last = rows.at(-1);
  const next = more && last ? engine.cursors.encode(position.read(last), bound) : null;
  for (const row of rows) position.drop(row);
  const items = await finishRows(place, rows, { fields: query.fields, expand, reads });
  if (query.count === undefined) return { items, next };
  if (query.count !== 'exact') throw new AppError('invalid_parameter', { detail: 'count must be "exact".' });
  return { items, next, total: await countMatching(engine, collection, where) };
}

/** What a cursor belongs to: it is of no use for another list or another caller. */
function cursorBound(scope: Scope, call: { collection: string; query: ListQuery }, sort: readonly SortKey[]): string {
  const order = sort.map((key) => `${key.descending ? '-' : ''}${[...key.hops.map((hop) => hop.relation.name), key.field.name].join('.')}`);
  const { caller } = scope;
  return JSON.stringify([
    call.collection,
    call.query.where ?? null,
    call.query.trash ?? null,
    order,
    caller ? [caller.collection, caller.id] : 'system',
  ]);
}

function pageStart(engine: Engine, query: ListQuery, cursor: { bound: string; keys: number }): { after?: unknown[]; offset?: number } {
  if (query.cursor === undefined) return query.offset === undefined ? {} : { offset: checkOffset(query.offset) };
  if (query.offset !== undefined) throw new AppError('invalid_parameter', { detail: 'cursor and offset do not go together.' });
  if (typeof query.cursor !== 'string') throw new AppError('invalid_cursor');
  const after = engine.cursors.decode(query.cursor, cursor.bound);
  if (after.length !== cursor.keys) throw new AppError('invalid_cursor');
  return { after };
}
