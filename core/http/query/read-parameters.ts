import { AppError } from '../../errors.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { queryPairs } from './query-pairs.ts';

/** The parameters of one request, still as text. */
export interface Parameters {
  readonly values: ReadonlyMap<string, string>;
  /** `where[...]` in the order in which it was written. */
  readonly brackets: readonly (readonly [name: string, value: string])[];
}

const none: Parameters = { values: new Map(), brackets: [] };
const longestName = 80;

/**
 * Reads the query of a URL strictly: a name that is not in `allowed` is `unknown_parameter`, one that stands twice `invalid_parameter`.
 * Brackets are taken where `where` is allowed.
 */
export function readParameters(url: string, allowed: ReadonlySet<string>): Parameters {
  const pairs = queryPairs(url);
  if (pairs.length === 0) return none;
  const values = new Map<string, string>();
  const brackets: [string, string][] = [];
  for (const pair of pairs) {
    const [name, value] = pair;
    if (value.includes('\0')) throw invalidParameter(shown(name), 'free of NUL characters');
    if (allowed.has(name)) {
      if (values.has(name)) throw new AppError('invalid_parameter', { detail: `The parameter "${name}" is there twice.` });
      values.set(name, value);
    } else if (name.startsWith('where[') && allowed.has('where')) brackets.push(pair);
    else throw new AppError('unknown_parameter', { detail: `There is no parameter "${shown(name)}".` });
  }
  return { values, brackets };
}

const noParameters: ReadonlySet<string> = new Set();

/** Refuses every parameter, for routes that take none. */
export function refuseParameters(url: string): void {
  if (url.includes('?')) readParameters(url, noParameters);
}

function shown(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName)}…` : name;
}
