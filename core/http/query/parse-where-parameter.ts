import { AppError } from '../../errors.ts';
import { bracketWhere } from '../../where/bracket-where.ts';
import { parseJsonParameter } from './parse-json-parameter.ts';
import type { Parameters } from './read-parameters.ts';

/** Reads `where=<JSON>` or `where[...]=...`; undefined where there is neither. Fields and operators are checked later, with the caller's eyes. */
export function parseWhereParameter({ values, brackets }: Parameters): unknown {
  const written = values.get('where');
  if (written === undefined) return brackets.length === 0 ? undefined : bracketWhere(brackets);
  if (brackets.length > 0) throw new AppError('invalid_parameter', { detail: 'Write the filter as JSON or in brackets, not both.' });
  return parseJsonParameter('where', written);
}
