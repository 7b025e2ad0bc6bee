import type { AggregateQuery } from '../../records/records.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { parseNames } from './parse-names.ts';
import { parseLimit } from './parse-number.ts';
import { parseWhereParameter } from './parse-where-parameter.ts';
import { readParameters } from './read-parameters.ts';

const lists = ['sum', 'avg', 'min', 'max', 'distinct', 'groupBy', 'sort'] as const;
const allowed: ReadonlySet<string> = new Set(['where', 'count', 'limit', ...lists]);

/** Reads which figures are wanted, from a URL. */
export function parseAggregateQuery(url: string): AggregateQuery {
  const parameters = readParameters(url, allowed);
  const { values } = parameters;
  const query: { -readonly [key in keyof AggregateQuery]: AggregateQuery[key] } = {};
  const where = parseWhereParameter(parameters);
  if (where !== undefined) query.where = where;
  const count = values.get('count');
  if (count !== undefined && count !== 'true') throw invalidParameter('count', '"true"');
  if (count !== undefined) query.count = true;
  for (const name of lists) {
    const text = values.get(name);
    if (text !== undefined) query[name] = parseNames(name, text);
  }
  const limit = values.get('limit');
  if (limit !== undefined) query.limit = parseLimit(limit);
  return query;
}
