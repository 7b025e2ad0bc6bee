import type { GetQuery } from '../../records/records.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { parseExpand } from './parse-expand.ts';
import { parseNames } from './parse-names.ts';
import { type Parameters, readParameters } from './read-parameters.ts';

const allowed: ReadonlySet<string> = new Set(['fields', 'expand', 'trash']);
const plain: GetQuery = Object.freeze({});

/** Reads how one record is wanted, from a URL. */
export function parseGetQuery(url: string): GetQuery {
  return url.includes('?') ? projection(readParameters(url, allowed)) : plain;
}

/** Reads `fields`, `expand` and `trash`. */
export function projection({ values }: Parameters): GetQuery {
  const fields = values.get('fields');
  const expand = values.get('expand');
  const trash = values.get('trash');
  if (trash !== undefined && trash !== 'only') throw invalidParameter('trash', '"only"');
  return {
    ...(fields !== undefined && { fields: parseNames('fields', fields) }),
    ...(expand !== undefined && { expand: parseExpand(expand) }),
    ...(trash !== undefined && { trash: 'only' as const }),
  };
}
