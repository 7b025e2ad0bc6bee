import { createHash } from 'node:crypto';
import type { Collection, CollectionField, Collections, Column } from '../collections/collection.ts';

/** A table that the collections ask for. */
export interface DeclaredTable {
  readonly name: string;
  readonly kind: 'records' | 'joins';
  readonly collection: string;
  /** The to-many relation, for a join table. */
  readonly field: CollectionField | undefined;
  readonly columns: readonly DeclaredColumn[];
  readonly primaryKey: readonly string[];
  readonly indexes: readonly DeclaredIndex[];
  /** Whether deleted rows stay for a while. */
  readonly trash: boolean;
}

export interface DeclaredColumn {
  readonly column: Column;
  /** The API name of its field. */
  readonly field: string;
  /** Which of the field's columns it is; a geoPoint has five. */
  readonly position: number;
  readonly renamedFrom: string | undefined;
  /** The table whose `id` it refers to. */
  readonly references: string | undefined;
  /** What existing rows can be given; undefined where each row would need its own. */
  readonly fill: unknown;
  /** Whether the database counts it. */
  readonly counted: boolean;
}

export interface DeclaredIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly keys: readonly { readonly column: Column; readonly descending: boolean }[];
  /** Which rows it holds; absent means all. */
  readonly only?: 'present' | 'trashed';
}

/** The tables that the collections ask for: one of records each, then one for each to-many relation. */
export function declaredTables(collections: Collections): readonly DeclaredTable[] {
  const all = [...collections.values()];
  return [
    ...all.map((collection) => recordsTable(collection, collections)),
    ...all.flatMap((collection) => joinTables(collection, collections)),
  ];
}

function recordsTable(collection: Collection, collections: Collections): DeclaredTable {
  return {
    name: collection.table,
    kind: 'records',
    collection: collection.name,
    field: undefined,
    columns: [...collection.fields.values()].flatMap((field) => fieldColumns(field, collection, collections)),
    primaryKey: ['id'],
    indexes: collection.indexes.map(({ name, unique, keys, only }) => ({
      name,
      unique,
      keys: keys.map(({ field, descending }) => ({ column: firstColumn(collection, field), descending })),
      ...(only && { only }),
    })),
    trash: collection.softDelete !== undefined,
  };
}

function fieldColumns(field: CollectionField, collection: Collection, collections: Collections): DeclaredColumn[] {
  const relation = field.relation;
  return field.columns.map((column, position) => ({
    column,
    field: field.name,
    position,
    renamedFrom: field.renamedFrom,
    references: relation && !relation.many ? target(collections, relation.collection).table : undefined,
    fill: isConstant(field) ? field.default : undefined,
    counted: field.name === 'id' && collection.id === 'integer',
  }));
}

/** A secret is stored encrypted and a point in several columns: neither can be written here. */
function isConstant(field: CollectionField): boolean {
  return (
    field.default !== undefined &&
    field.default !== null &&
    typeof field.default !== 'function' &&
    field.kind !== 'secret' &&
    field.columns.length === 1
  );
}

function joinTables(collection: Collection, collections: Collections): DeclaredTable[] {
  return [...collection.fields.values()].flatMap((field) => {
    const { relation } = field;
    if (relation?.table === undefined) return [];
    const other = target(collections, relation.collection);
    const targetColumn = joinColumn('target', firstColumn(other, 'id'), other.table);
    const columns = [
      joinColumn('source', firstColumn(collection, 'id'), collection.table),
      targetColumn,
      joinColumn('position', { storage: 'integer' }, undefined),
    ];
    const index = { name: targetIndexName(relation.table), unique: false, keys: [{ column: targetColumn.column, descending: false }] };
    return [
      {
        name: relation.table,
        kind: 'joins',
        collection: collection.name,
        field,
        columns,
        primaryKey: ['source', 'target'],
        indexes: [index],
        trash: false,
      },
    ];
  });
}

/** PostgreSQL's names end at 63 characters; a name that is cut carries a fingerprint of all of it. */
function targetIndexName(table: string): string {
  const name = `${table}__target`;
  return name.length <= 63 ? name : `${table.slice(0, 46)}_${createHash('sha256').update(table).digest('hex').slice(0, 8)}__target`;
}

function joinColumn(name: string, like: Pick<Column, 'storage'>, references: string | undefined): DeclaredColumn {
  const column = { name, storage: like.storage, nullable: false };
  return { column, field: name, position: 0, renamedFrom: undefined, references, fill: undefined, counted: false };
}

function target(collections: Collections, name: string): Collection {
  const found = collections.get(name);
  if (!found) throw new Error(`There is no collection "${name}".`);
  return found;
}

function firstColumn(collection: Collection, field: string): Column {
  const column = collection.fields.get(field)?.columns[0];
  if (!column) throw new Error(`The field "${collection.name}.${field}" has no column.`);
  return column;
}
