import { AppError } from '../../errors.ts';
import type { ListQuery } from '../../records/records.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { projection } from './parse-get-query.ts';
import { parseNames } from './parse-names.ts';
import { parseLimit, parseOffset } from './parse-number.ts';
import { parseWhereParameter } from './parse-where-parameter.ts';
import { type Parameters, readParameters } from './read-parameters.ts';

const allowed: ReadonlySet<string> = new Set(['where', 'sort', 'limit', 'cursor', 'offset', 'fields', 'expand', 'count', 'trash']);
const plain: ListQuery = Object.freeze({});

/** Reads which records are wanted, and how, from a URL. */
export function parseListQuery(url: string): ListQuery {
  if (!url.includes('?')) return plain;
  const parameters = readParameters(url, allowed);
  const where = parseWhereParameter(parameters);
  const sort = parameters.values.get('sort');
  const count = parameters.values.get('count');
  if (count !== undefined && count !== 'exact') throw invalidParameter('count', '"exact"');
  return {
    ...projection(parameters),
    ...(where !== undefined && { where }),
    ...(sort !== undefined && { sort: parseNames('sort', sort) }),
    ...(count !== undefined && { count: 'exact' as const }),
    ...place(parameters),
  };
}

/** Reads where the page begins and how long it is. */
function place({ values }: Parameters): Pick<ListQuery, 'limit' | 'cursor' | 'offset'> {
  const limit = values.get('limit');
  const cursor = values.get('cursor');
  const offset = values.get('offset');
  if (cursor === '') throw new AppError('invalid_cursor');
  if (cursor !== undefined && offset !== undefined)
    throw new AppError('invalid_parameter', { detail: 'Give a cursor or an offset, not both.' });
  return {
    ...(limit !== undefined && { limit: parseLimit(limit) }),
    ...(cursor !== undefined && { cursor }),
    ...(offset !== undefined && { offset: parseOffset(offset) }),
  };
}
