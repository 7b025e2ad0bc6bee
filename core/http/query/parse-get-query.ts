import type { GetQuery } from '../../records/records.ts';
import { parseExpand } from './parse-expand.ts';
import { parseNames } from './parse-names.ts';
import { type Parameters, readParameters } from './read-parameters.ts';

const allowed: ReadonlySet<string> = new Set(['fields', 'expand']);
const plain: GetQuery = Object.freeze({});

/** Reads how one record is wanted, from a URL. */
export function parseGetQuery(url: string): GetQuery {
  return url.includes('?') ? projection(readParameters(url, allowed)) : plain;
}

/** Reads `fields` and `expand`. */
export function projection({ values }: Parameters): GetQuery {
  const fields = values.get('fields');
  const expand = values.get('expand');
  return {
    ...(fields !== undefined && { fields: parseNames('fields', fields) }),
    ...(expand !== undefined && { expand: parseExpand(expand) }),
  };
}
