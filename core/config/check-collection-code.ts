import type { Collection } from '../collections/collection.ts';
import type { ProblemList } from '../collections/config-problem.ts';
import { describeValue } from '../collections/describe-value.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { nameHint } from '../collections/nearest-name.ts';

const hookNames = ['beforeWrite', 'afterWrite', 'onCommit', 'onRead'];

/** Checks that hooks are functions of names that are called. */
export function checkHooks(hooks: unknown, path: string, problems: ProblemList): void {
  if (hooks === undefined) return;
  if (!isPlainObject(hooks)) {
    problems.add(path, `must be an object of hooks (got ${describeValue(hooks)})`);
    return;
  }
  for (const [name, hook] of Object.entries(hooks)) {
    if (!hookNames.includes(name)) problems.add(`${path}.${name}`, 'there is no such hook', nameHint(name, hookNames));
    else if (hook !== undefined && typeof hook !== 'function')
      problems.add(`${path}.${name}`, `must be a function (got ${describeValue(hook)})`);
  }
}

/** Checks what an auth collection says about its accounts; `path` is the collection's. */
export function checkAuth(
  { collection, path, auth }: { collection: Collection; path: string; auth: unknown },
  problems: ProblemList,
): void {
  if (!isPlainObject(auth)) return;
  for (const key of Object.keys(auth))
    if (key !== 'claims') problems.add(`${path}.auth.${key}`, 'there is no such key', nameHint(key, ['claims']));
  const { claims = [] } = auth;
  if (!Array.isArray(claims)) {
    problems.add(`${path}.auth.claims`, `must be a list of fields (got ${describeValue(claims)})`);
    return;
  }
  for (const [position, name] of claims.entries()) {
    const field = collection.fields.get(name);
    const at = `${path}.auth.claims.${position}`;
    if (!field)
      problems.add(at, `names a field that does not exist (${describeValue(name)})`, nameHint(String(name), collection.fields.keys()));
    else if (field.storage === undefined || field.kind === 'secret')
      problems.add(at, `names "${name}", and a ${field.kind} field cannot ride along`);
  }
}
