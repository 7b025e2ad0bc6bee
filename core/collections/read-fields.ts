import type { ProblemList } from './config-problem.ts';
import type { DeclaredCollection, DeclaredField } from './declared-collection.ts';
import { describeValue } from './describe-value.ts';
import type { FieldKind } from './field-type.ts';
import { fieldTypes } from './field-types.ts';
import { isPlainObject } from './is-plain-object.ts';
import { nameHint } from './nearest-name.ts';
import { fieldNameProblem } from './reserved-names.ts';
import { accountFields, systemFieldNames } from './system-fields.ts';

/** Reads the fields of one collection as far as they can be read without the others. */
export function readFields(collection: DeclaredCollection, problems: ProblemList): void {
  const { fields } = collection.body;
  const path = `${collection.path}.fields`;
  if (fields === undefined && collection.auth) return;
  if (!isPlainObject(fields)) {
    problems.add(path, `must be an object of fields (got ${describeValue(fields)})`);
    return;
  }
  const taken = systemFieldNames(collection);
  for (const [name, written] of Object.entries(fields)) {
    const redeclared = collection.auth && accountFields.has(name);
    const wrong = redeclared ? undefined : fieldNameProblem(name, taken);
    if (wrong !== undefined) problems.add(`${path}.${name}`, wrong);
    else {
      const field = readField(written, `${path}.${name}`, problems);
      if (field) collection.fields.set(name, field);
    }
  }
}

/** Reads `{ kind, options, to, by }` as the factories make it; undefined, and a problem, where it is something else. */
export function readField(written: unknown, path: string, problems: ProblemList): DeclaredField | undefined {
  if (!isPlainObject(written) || typeof written.kind !== 'string') {
    problems.add(path, `must be a field, for example text() (got ${describeValue(written)})`);
    return undefined;
  }
  if (!Object.hasOwn(fieldTypes, written.kind)) {
    problems.add(path, `there is no kind of field "${written.kind}"`, nameHint(written.kind, Object.keys(fieldTypes)));
    return undefined;
  }
  const options = written.options ?? {};
  if (!isPlainObject(options)) {
    problems.add(path, `must have an object of options (got ${describeValue(options)})`);
    return undefined;
  }
  return { kind: written.kind as FieldKind, options: withoutUndefined(options), to: textOf(written.to), by: textOf(written.by) };
}

function withoutUndefined(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
