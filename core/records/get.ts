import { AppError } from '../errors.ts';
import { and } from '../where/combine.ts';
import type { Engine } from './engine.ts';
import { parseExpand } from './expand-tree.ts';
import { expandedFields, finishRows } from './finish-rows.ts';
import { idCondition } from './id-condition.ts';
import { queryView } from './query-view.ts';
import type { GetQuery } from './records.ts';
import type { Row } from './row.ts';
import type { Scope } from './scope.ts';
import { selectRows, withId } from './select-rows.ts';

/** One record. Throws `not_found` for what is not there and for what the caller may not read, alike. */
export async function get(engine: Engine, scope: Scope, call: { collection: string; id: string | number; query: GetQuery }): Promise<Row> {
  const { query } = call;
  await scope.prepareQuery(call.collection, query);
  const collection = scope.readable(call.collection);
  const place = { engine, scope, collection };
  const expand = parseExpand(query.expand);
  const { rows: seen, reads } = await queryView(place, query);
  const expanded = expandedFields(place, expand);
  const byId = idCondition(collection, call.id);
  const { rows } = await selectRows(engine, {
    collection,
    reads: withId(collection, [...reads, ...expanded]),
    where: and(byId, seen),
    sort: [],
  });
  const [row] = await finishRows(place, rows, { fields: query.fields, expand, reads });
  if (!row) throw new AppError('not_found');
  return row;
}
