import type { Collection, Collections } from '../collections/collection.ts';
import type { ProblemList } from '../collections/config-problem.ts';
import { describeValue } from '../collections/describe-value.ts';
import { fullLookup } from '../collections/field-lookup.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { nameHint } from '../collections/nearest-name.ts';
import { AppError } from '../errors.ts';
import { parseWhere } from '../where/parse-where.ts';

/** A rule, the place where it stands, and the collection whose records it is about. */
interface PlacedRule {
  readonly rule: unknown;
  readonly path: string;
  readonly collection: Collection;
}

const actions = ['read', 'create', 'update', 'delete'];

/** Checks the rules of a collection and of its fields as far as they can be checked without asking them. `path` is the collection's. */
export function checkRules({ collection, path }: Omit<PlacedRule, 'rule'>, collections: Collections, problems: ProblemList): void {
  const check = (rule: unknown, at: string): void => checkRule({ rule, path: at, collection }, collections, problems);
  for (const [action, rule] of Object.entries(collection.access)) {
    const at = `${path}.access.${action}`;
    if (!actions.includes(action)) problems.add(at, 'there is no such rule', nameHint(action, actions));
    else if (action === 'update' && isSplit(collection, rule))
      for (const [half, part] of Object.entries(rule)) check(part, `${at}.${half}`);
    else check(rule, at);
  }
  for (const field of collection.fields.values()) {
    for (const [action, rule] of Object.entries(field.access)) check(rule, `${path}.fields.${field.name}.access.${action}`);
  }
}

function checkRule({ rule, path, collection }: PlacedRule, collections: Collections, problems: ProblemList): void {
  if (rule === undefined || typeof rule === 'boolean' || typeof rule === 'function') return;
  if (!isPlainObject(rule)) {
    problems.add(path, `must be true, false, a where or a function (got ${describeValue(rule)})`);
    return;
  }
  try {
    parseWhere(rule, { lookup: fullLookup(collections, collection.name), mode: 'rule' });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const wrong = error.code === 'unknown_field' ? /"(.+)"/.exec(error.message)?.[1] : undefined;
    problems.add(path, error.message.replace(/\.$/, ''), wrong === undefined ? undefined : fieldHint(wrong, collection, collections));
  }
}

/** Fields of these names make `{ before, after }` a where like any other. */
function isSplit(collection: Collection, rule: unknown): rule is Readonly<Record<string, unknown>> {
  if (!isPlainObject(rule) || collection.fields.has('before') || collection.fields.has('after')) return false;
  const keys = Object.keys(rule);
  return keys.length > 0 && keys.every((key) => key === 'before' || key === 'after');
}

/** Follows a path such as `or.0.author.nme` as far as it leads, and names the field that comes nearest to where it stops. */
function fieldHint(path: string, start: Collection, collections: Collections): string | undefined {
  const segments = path.split('.');
  let collection: Collection | undefined = start;
  for (const segment of segments.slice(0, -1)) {
    const relation = collection?.fields.get(segment)?.relation;
    if (relation) collection = collections.get(relation.collection);
  }
  return collection && nameHint(segments.at(-1) ?? '', collection.fields.keys());
}
