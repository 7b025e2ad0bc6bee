import type { IdKind } from './collection.ts';
import type { ProblemList } from './config-problem.ts';
import { describeValue } from './describe-value.ts';
import { parseDuration } from './duration.ts';
import type { FieldKind } from './field-type.ts';
import { isPlainObject } from './is-plain-object.ts';
import { nameHint } from './nearest-name.ts';
import { collectionNameProblem, longestIdentifier } from './reserved-names.ts';
import { snakeCase } from './snake-case.ts';

/** A field as an author wrote it, with its kind checked and nothing else. */
export interface DeclaredField {
  readonly kind: FieldKind;
  readonly options: Readonly<Record<string, unknown>>;
  /** The collection that a relation or a reverse leads to. */
  readonly to: string | undefined;
  /** The relation that a reverse turns round. */
  readonly by: string | undefined;
}

/** A collection as an author wrote it, with what others need to know of it already read. */
export interface DeclaredCollection {
  readonly name: string;
  /** Where it stands in the config. */
  readonly path: string;
  readonly table: string;
  readonly id: IdKind;
  readonly auth: boolean;
  /** How long its deleted records lie in the trash, in milliseconds; undefined where there is none. */
  readonly softDelete: number | undefined;
  /** Its own fields only; filled by `readFields`. */
  readonly fields: Map<string, DeclaredField>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One object of collections and where it comes from. */
export interface CollectionSource {
  readonly path: string;
  readonly fromPlugin: boolean;
  readonly collections: unknown;
}

const keys = ['fields', 'access', 'hooks', 'indexes', 'auth', 'id', 'changes', 'requireVersion', 'history', 'softDelete'];
const idKinds = ['uuid', 'integer', 'text'];

/** Reads names, ids and tables of all collections; what cannot be read is left out and reported. */
export function readDeclared(sources: readonly CollectionSource[], problems: ProblemList): Map<string, DeclaredCollection> {
  const declared = new Map<string, DeclaredCollection>();
  for (const source of sources) {
    if (!isPlainObject(source.collections)) {
      problems.add(source.path, `must be an object of collections (got ${describeValue(source.collections)})`);
      continue;
    }
    for (const [name, body] of Object.entries(source.collections)) {
      const path = `${source.path}.${name}`;
      const wrong = collectionNameProblem(name, source.fromPlugin);
      if (wrong !== undefined) problems.add(path, wrong);
      else if (declared.has(name)) problems.add(path, `is already declared at ${declared.get(name)?.path}`);
      else if (!isPlainObject(body)) problems.add(path, `must be an object with fields (got ${describeValue(body)})`);
      else declared.set(name, readCollection({ name, path, body }, problems));
    }
  }
  checkTables(declared, problems);
  return declared;
}

function readCollection(
  { name, path, body }: Pick<DeclaredCollection, 'name' | 'path' | 'body'>,
  problems: ProblemList,
): DeclaredCollection {
  for (const key of Object.keys(body)) if (!keys.includes(key)) problems.add(`${path}.${key}`, 'there is no such key', nameHint(key, keys));
  const auth = body.auth === true || isPlainObject(body.auth);
  if (body.auth !== undefined && typeof body.auth !== 'boolean' && !auth) {
    problems.add(`${path}.auth`, `must be true, false or an object (got ${describeValue(body.auth)})`);
  }
  checkLogging({ path, body }, problems);
  const table = snakeCase(name);
  if (table.length > longestIdentifier) problems.add(path, `is too long: PostgreSQL's names end at ${longestIdentifier} characters`);
  const id = readId({ path, body, auth }, problems);
  return { name, path, table, id, auth, softDelete: readTrash({ path, body }, problems), fields: new Map(), body };
}

function checkLogging({ path, body }: Pick<DeclaredCollection, 'path' | 'body'>, problems: ProblemList): void {
  for (const key of ['changes', 'requireVersion']) {
    const value = body[key];
    if (value !== undefined && typeof value !== 'boolean')
      problems.add(`${path}.${key}`, `must be true or false (got ${describeValue(value)})`);
  }
  const { history } = body;
  if (history !== undefined && typeof history !== 'boolean' && parseDuration(history) === undefined) {
    problems.add(`${path}.history`, `must be true, false or a span of time such as "1y" (got ${describeValue(history)})`);
  }
  if (history !== undefined && history !== false && body.changes === false) {
    problems.add(`${path}.history`, 'needs the change log', 'Take away `changes: false`.');
  }
}

/** Thirty days, where the author says no more than that there is a trash. */
const usualTrash = parseDuration('30d');

function readTrash({ path, body }: Pick<DeclaredCollection, 'path' | 'body'>, problems: ProblemList): number | undefined {
  const { softDelete } = body;
  if (softDelete === undefined || softDelete === false) return undefined;
  if (softDelete === true) return usualTrash;
  const kept = parseDuration(softDelete);
  if (kept === undefined)
    problems.add(`${path}.softDelete`, `must be true, false or a span of time such as "30d" (got ${describeValue(softDelete)})`);
  return kept ?? usualTrash;
}

function readId({ path, body, auth }: Pick<DeclaredCollection, 'path' | 'body' | 'auth'>, problems: ProblemList): IdKind {
  const { id } = body;
  if (id === undefined) return 'uuid';
  if (typeof id !== 'string' || !idKinds.includes(id))
    problems.add(`${path}.id`, `must be "uuid", "integer" or "text" (got ${describeValue(id)})`);
  else if (auth && id !== 'uuid')
    problems.add(`${path}.id`, 'must be "uuid" in an auth collection, so that an id belongs to one account alone');
  else return id as IdKind;
  return 'uuid';
}

function checkTables(declared: ReadonlyMap<string, DeclaredCollection>, problems: ProblemList): void {
  const tables = new Map<string, string>();
  for (const { name, path, table } of declared.values()) {
    const other = tables.get(table);
    if (other !== undefined) problems.add(path, `would have the same table as "${other}" (${table})`, 'Rename one of them.');
    else tables.set(table, name);
  }
}
