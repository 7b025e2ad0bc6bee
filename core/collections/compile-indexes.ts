import { checkOptions, flag } from './check-options.ts';
import type { CollectionField, Index, IndexKey } from './collection.ts';
import type { ProblemList } from './config-problem.ts';
import type { DeclaredCollection } from './declared-collection.ts';
import { describeValue } from './describe-value.ts';
import { longestIndexedText } from './fields/text.ts';
import { isPlainObject } from './is-plain-object.ts';
import { nameHint } from './nearest-name.ts';
import { numberOption } from './option-values.ts';
import { longestIdentifier } from './reserved-names.ts';
import { snakeCase } from './snake-case.ts';

const unsortable = new Set(['json', 'texts', 'point']);

/** The fields that an author's `indexes` name, mistakes included. */
export function indexedNames(body: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const lists = Array.isArray(body.indexes) ? body.indexes.map((written) => listOf(written)) : [];
  return new Set(
    lists.flatMap((list) => (Array.isArray(list) ? list.filter((key) => typeof key === 'string').map((key) => toKey(key).field) : [])),
  );
}

/** All indexes of a collection: those of unique and indexed fields and of relations, then the author's. */
export function compileIndexes(
  collection: DeclaredCollection,
  fields: ReadonlyMap<string, CollectionField>,
  problems: ProblemList,
): Index[] {
  const declared = readIndexes(collection, fields, problems);
  const own: Pick<Index, 'keys' | 'unique'>[] = [];
  for (const field of fields.values()) {
    // The id is the primary key, which is an index already.
    if (field.name === 'id' || field.columns.length === 0) continue;
    if (field.unique || field.index) own.push({ keys: [{ field: field.name, descending: false }], unique: field.unique });
  }
  const trash = collection.softDelete !== undefined;
  const indexes = new Map<string, Index>();
  for (const { keys, unique } of [...own, ...declared]) {
    const name = indexName(collection.table, keys, unique);
    // What lies in the trash takes no value away from what is there.
    indexes.set(name, { name, keys, unique, ...(trash && unique && { only: 'present' }) });
  }
  return [...indexes.values(), ...(trash ? [trashIndex(collection.table)] : [])];
}

/** By which the trash is listed and purged; as small as the trash is. */
function trashIndex(table: string): Index {
  const keys = [{ field: 'deletedAt', descending: false }];
  return { name: indexName(table, keys, false), keys, unique: false, only: 'trashed' };
}

function readIndexes({ path, body }: DeclaredCollection, fields: ReadonlyMap<string, CollectionField>, problems: ProblemList) {
  const { indexes } = body;
  if (indexes === undefined) return [];
  if (!Array.isArray(indexes)) {
    problems.add(`${path}.indexes`, `must be a list of lists of fields (got ${describeValue(indexes)})`);
    return [];
  }
  return indexes.flatMap((written: unknown, position) => {
    const at = `${path}.indexes.${position}`;
    const list = listOf(written);
    if (!Array.isArray(list) || list.length === 0 || list.some((key) => typeof key !== 'string')) {
      problems.add(at, `must be a list of fields, for example ["status", "-createdAt"] (got ${describeValue(written)})`);
      return [];
    }
    const keys: IndexKey[] = list.map(toKey);
    if (isPlainObject(written)) checkForm(written, at, problems);
    const sound = checkKeys({ keys, at, fields, declared: body.fields }, problems);
    return sound ? [{ keys, unique: isPlainObject(written) && written.unique === true }] : [];
  });
}

function checkForm(written: Readonly<Record<string, unknown>>, at: string, problems: ProblemList): void {
  for (const { path, message, hint } of checkOptions(written, { fields: () => [], unique: flag }))
    problems.add([at, ...path].join('.'), message, hint);
}

interface KeyCheck {
  readonly keys: readonly IndexKey[];
  readonly at: string;
  readonly fields: ReadonlyMap<string, CollectionField>;
  readonly declared: unknown;
}

function checkKeys({ keys, at, fields, declared }: KeyCheck, problems: ProblemList): boolean {
  const before = problems.problems.length;
  keys.forEach(({ field: name }, position) => {
    const field = fields.get(name);
    if (keys.findIndex((key) => key.field === name) < position) problems.add(at, `names the field "${name}" twice`);
    else if (field && !isSortable(field)) problems.add(at, `names "${name}", and a field of this kind cannot be in an index`);
    else if (field && isTooLong(field))
      problems.add(at, `names "${name}", whose max is above ${longestIndexedText}: an index entry holds no more`);
    // A field that is declared but wrong has been reported at its own place.
    else if (!field && !(isPlainObject(declared) && Object.hasOwn(declared, name))) {
      problems.add(at, `names a field that does not exist ("${name}")`, nameHint(name, fields.keys()));
    }
  });
  return problems.problems.length === before && keys.every((key) => fields.has(key.field));
}

function isSortable(field: CollectionField): boolean {
  return field.storage !== undefined && !unsortable.has(field.storage) && field.kind !== 'secret';
}

function isTooLong({ kind, options }: CollectionField): boolean {
  return kind === 'text' && (numberOption(options, 'max') ?? 0) > longestIndexedText;
}

function listOf(written: unknown): unknown {
  return isPlainObject(written) ? written.fields : written;
}

function toKey(written: string): IndexKey {
  return written.startsWith('-') ? { field: written.slice(1), descending: true } : { field: written, descending: false };
}

/** The same for the same keys whatever else changes, or each migration would drop and make it anew. Table names hold no `__`. */
function indexName(table: string, keys: readonly IndexKey[], unique: boolean): string {
  const columns = keys.map(({ field, descending }) => snakeCase(field) + (descending ? '_desc_' : ''));
  const name = [table, ...columns, unique ? 'unique' : 'index'].join('__');
  return name.length <= longestIdentifier ? name : `${name.slice(0, longestIdentifier - 9)}_${fingerprint(name)}`;
}

/** Eight hexadecimal digits of FNV-1a: enough to tell apart names that were cut at the same place. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
