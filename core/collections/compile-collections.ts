// What the author declared becomes what exists: names, columns, tables, relations, indexes.
// Knows field types and the rules of both databases' names. Knows nothing of rules, requests or SQL.

import { checkCascades } from './check-cascades.ts';
import type { Collection, CollectionField, Collections } from './collection.ts';
import { compileField } from './compile-field.ts';
import { compileIndexes, indexedNames } from './compile-indexes.ts';
import { type ConfigProblem, ProblemList } from './config-problem.ts';
import { type CollectionSource, type DeclaredCollection, readDeclared } from './declared-collection.ts';
import { parseDuration } from './duration.ts';
import { isPlainObject } from './is-plain-object.ts';
import { readFields } from './read-fields.ts';
import { longestIdentifier } from './reserved-names.ts';
import { accountFields, systemFields } from './system-fields.ts';

/** The collections of one plugin; their names begin with `_`. */
export interface ContributedCollections {
  readonly plugin: string;
  readonly collections: unknown;
}

/** What came of a declaration. Where there are problems, `collections` is what could be compiled and must not be served. */
export interface CompiledCollections {
  readonly collections: Collections;
  readonly problems: ConfigProblem[];
}

/** Compiles the author's collections and those of the plugins, and reports every mistake in them at once. */
export function compileCollections(declared: unknown, contributed: readonly ContributedCollections[] = []): CompiledCollections {
  const problems = new ProblemList();
  const sources: CollectionSource[] = [
    { path: 'collections', fromPlugin: false, collections: declared },
    ...contributed.map(({ plugin, collections }) => ({ path: `plugins.${plugin}.collections`, fromPlugin: true, collections })),
  ];
  const all = readDeclared(sources, problems);
  for (const collection of all.values()) readFields(collection, problems);
  const collections = new Map<string, Collection>();
  for (const collection of all.values()) collections.set(collection.name, compileCollection(collection, all, problems));
  checkJoinTables(collections, all, problems);
  checkCascades(collections, all, problems);
  return { collections, problems: problems.problems };
}

function compileCollection(declared: DeclaredCollection, all: ReadonlyMap<string, DeclaredCollection>, problems: ProblemList): Collection {
  const { name, table, id, auth, softDelete, body } = declared;
  const fields = new Map(systemFields(declared).map((field) => [field.name, field]));
  const indexed = indexedNames(body);
  for (const [fieldName, field] of declared.fields) {
    const path = `${declared.path}.fields.${fieldName}`;
    const compiled = compileField(
      { name: fieldName, declared: field, path, collection: declared, all, indexed: indexed.has(fieldName) },
      problems,
    );
    if (!compiled) continue;
    const system = fields.get(fieldName);
    if (system) fields.set(fieldName, redeclare(system, compiled, { path, problems }));
    else fields.set(fieldName, compiled);
  }
  checkColumns(declared, fields, problems);
  checkRenames(declared, fields, problems);
  const indexes = compileIndexes(declared, fields, problems);
  return {
    name,
    table,
    id,
    auth,
    fields,
    indexes,
    changes: body.changes !== false,
    requireVersion: body.requireVersion === true,
    history: historyOf(body.history),
    softDelete,
    access: objectOf(body.access),
    hooks: objectOf(body.hooks),
  };
}

/** An auth collection may declare `email` and `emailVerified` again; only who may read and write them is taken from that. */
function redeclare(system: CollectionField, declared: CollectionField, at: { path: string; problems: ProblemList }): CollectionField {
  const kind = accountFields.get(system.name);
  if (declared.kind !== kind)
    at.problems.add(at.path, `is a system field of accounts; declared again it must stay a field of kind ${kind}`);
  return { ...system, hidden: declared.hidden, access: { ...system.access, ...declared.access } };
}

function checkColumns({ path }: DeclaredCollection, fields: ReadonlyMap<string, CollectionField>, problems: ProblemList): void {
  const columns = new Map<string, string>();
  for (const field of fields.values()) {
    for (const { name } of field.columns) {
      const other = columns.get(name);
      if (other === undefined) columns.set(name, field.name);
      else problems.add(`${path}.fields.${field.name}`, `would have the same column as "${other}" (${name})`, 'Rename one of them.');
    }
  }
}

function checkRenames({ path }: DeclaredCollection, fields: ReadonlyMap<string, CollectionField>, problems: ProblemList): void {
  const claimed = new Set<string>();
  for (const { name, renamedFrom } of fields.values()) {
    if (renamedFrom === undefined) continue;
    const at = `${path}.fields.${name}.renamedFrom`;
    if (fields.has(renamedFrom)) problems.add(at, `names a field that is still there ("${renamedFrom}")`);
    else if (claimed.has(renamedFrom)) problems.add(at, `names a field that another one was renamed from too ("${renamedFrom}")`);
    claimed.add(renamedFrom);
  }
}

function checkJoinTables(collections: Collections, all: ReadonlyMap<string, DeclaredCollection>, problems: ProblemList): void {
  const tables = new Map([...collections.values()].map(({ table, name }) => [table, `the collection "${name}"`]));
  for (const { name, fields } of collections.values()) {
    for (const field of fields.values()) {
      const table = field.relation?.table;
      if (table === undefined) continue;
      const path = `${all.get(name)?.path}.fields.${field.name}`;
      const other = tables.get(table);
      if (other !== undefined) problems.add(path, `would have the same table as ${other} (${table})`, 'Rename one of them.');
      else if (table.length > longestIdentifier)
        problems.add(path, `needs a table whose name is too long (${table})`, 'Shorten the name of the field.');
      tables.set(table, `the relation "${name}.${field.name}"`);
    }
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isPlainObject(value) ? value : {};
}

/** `true` keeps revisions for ever. */
function historyOf(written: unknown): number | undefined {
  return written === true ? Number.POSITIVE_INFINITY : parseDuration(written);
}
