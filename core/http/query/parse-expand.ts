import type { ExpandTree } from '../../records/records.ts';
import { parseJsonParameter } from './parse-json-parameter.ts';
import { parseNames } from './parse-names.ts';

/** Reads `expand`: dotted paths, or a tree where the text begins with `{`, whose shape `Records` checks. Throws `invalid_parameter`. */
export function parseExpand(text: string): ExpandTree | readonly string[] {
  return text.trimStart().startsWith('{') ? (parseJsonParameter('expand', text) as ExpandTree) : parseNames('expand', text);
}
