import type { WhereField } from '../where/condition.ts';
import type { FieldKind, JsonSchema, Storage } from './field-type.ts';

/** A physical column. */
export interface Column {
  /** snake_case. */
  readonly name: string;
  readonly storage: Exclude<Storage, 'point'>;
  readonly nullable: boolean;
  /** For `decimal`. */
  readonly precision?: number;
  readonly scale?: number;
}

/** What happens to the holder when the record that it refers to is deleted. `unlink` is for to-many relations. */
export type OnDelete = 'restrict' | 'setNull' | 'cascade' | 'unlink';

export interface RelationInfo {
  /** The collection that the relation leads to. */
  readonly collection: string;
  readonly many: boolean;
  readonly onDelete: OnDelete;
  /** Only for to-many relations: the join table `(source, target, position)`. */
  readonly table?: string;
  /** Only for `reverse`: the relation field in `collection` that points back here. */
  readonly by?: string;
}

/** A field of a collection, compiled from the author's declaration. Satisfies `WhereField`. */
export interface CollectionField extends WhereField {
  readonly name: string;
  readonly kind: FieldKind;
  /** `id`, `createdAt`, `updatedAt`, `version`; `email`, `emailVerified` of auth collections; `deletedAt`, `deletedWith` where there is a trash. */
  readonly system: boolean;
  readonly storage: Storage | undefined;
  /** The columns of the field: one, none (reverse, to-many), or five for a geoPoint (`lat, lon, x, y, z`). */
  readonly columns: readonly Column[];
  readonly required: boolean;
  /** Whether a stored value may be null. */
  readonly nullable: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  /** Exists only for code that runs as the system. */
  readonly hidden: boolean;
  /** False for reverse fields and for system fields that only the platform sets. */
  readonly writable: boolean;
  /** A value, or a function that makes one. */
  readonly default?: unknown;
  readonly renamedFrom?: string;
  readonly relation?: RelationInfo;
  /** The schema of a value that is not null. */
  readonly schema: JsonSchema;
  /** Brings a value that passed the schema to its one stored form; `undefined` where it cannot be stored. */
  readonly normalize?: (value: unknown) => unknown;
  readonly options: Readonly<Record<string, unknown>>;
  /** The author's field rules; absent means "follows the record". */
  readonly access: { readonly read?: unknown; readonly write?: unknown };
}

/** One key of an index or of a sort. */
export interface IndexKey {
  readonly field: string;
  readonly descending: boolean;
}

export interface Index {
  /** The name in the database. */
  readonly name: string;
  readonly keys: readonly IndexKey[];
  readonly unique: boolean;
  /** The index holds only the records that are there, or only those in the trash; absent means all. */
  readonly only?: 'present' | 'trashed';
}

export type IdKind = 'uuid' | 'integer' | 'text';

/** A kind of record, compiled from the author's declaration. */
export interface Collection {
  readonly name: string;
  /** The table's name in the database: snake_case. */
  readonly table: string;
  readonly id: IdKind;
  /** Whether its records are accounts. */
  readonly auth: boolean;
  /** All fields by API name, system fields first, in the order of declaration. */
  readonly fields: ReadonlyMap<string, CollectionField>;
  readonly indexes: readonly Index[];
  /** Whether writes are appended to the change log; they are unless the author says otherwise. */
  readonly changes: boolean;
  /** Whether callers must say which version they mean when they change a record. */
  readonly requireVersion: boolean;
  /** How long the revisions of its records are kept, in milliseconds; undefined: they have no history. */
  readonly history: number | undefined;
  /** How long deleted records lie in the trash, in milliseconds; undefined where a delete is for good. */
  readonly softDelete: number | undefined;
  /** The author's row rules: `read, create, update, delete`; absent = only admins. */
  readonly access: Readonly<Record<string, unknown>>;
  /** The author's own hooks. */
  readonly hooks: Readonly<Record<string, unknown>>;
}

/** All collections by name. */
export type Collections = ReadonlyMap<string, Collection>;
