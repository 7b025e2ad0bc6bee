import { AppError } from '../errors.ts';
import { TextWhere } from './text-where.ts';
import { maxDepth } from './where-budget.ts';
import { invalidValue, tooComplex } from './where-error.ts';

/** Two brackets a level (`[or][0]`), and three for field, operator and list. */
const maxBrackets = 2 * maxDepth + 3;

/** A level of brackets. It has no prototype, so every key is only a key. */
type Node = Record<string, unknown>;

/**
 * Reads `where[views][gte]=10` and its like from a URL. Repeated keys make a list, as does `[]` at the end; `where[or][0][status]=draft`
 * numbers the members of `and` and `or`. Throws `invalid_parameter` and `filter_too_complex`.
 */
export function bracketWhere(pairs: Iterable<readonly [string, string]>): TextWhere {
  const root = Object.create(null) as Node;
  for (const [key, value] of pairs) {
    const brackets = readBrackets(key);
    const isList = brackets.length > 1 && brackets.at(-1) === '';
    if (isList) brackets.pop();
    const last = brackets.pop() as string;
    putValue(descend(root, brackets), last, isList ? [value] : value);
  }
  return new TextWhere(root);
}

function readBrackets(key: string): string[] {
  if (!/^where(?:\[[^[\]]*\])+$/.test(key)) {
    throw new AppError('invalid_parameter', { detail: 'A filter in brackets is written like where[field][operator].' });
  }
  const brackets = key.slice('where['.length, -1).split('][', maxBrackets + 1);
  if (brackets.length > maxBrackets) throw tooComplex(`${maxBrackets} brackets`);
  return brackets;
}

function descend(root: Node, brackets: readonly string[]): Node {
  let node = root;
  for (const bracket of brackets) {
    const next = node[bracket] ?? Object.create(null);
    if (typeof next === 'string' || Array.isArray(next)) throw twoMeanings(bracket);
    node[bracket] = next;
    node = next as Node;
  }
  return node;
}

function putValue(node: Node, key: string, value: string | string[]): void {
  const present = node[key];
  if (present === undefined) node[key] = value;
  else if (typeof present === 'string') node[key] = [present].concat(value);
  else if (Array.isArray(present)) present.push(...(typeof value === 'string' ? [value] : value));
  else throw twoMeanings(key);
}

function twoMeanings(key: string): AppError {
  return invalidValue(key, 'either a value or more brackets, not both');
}
