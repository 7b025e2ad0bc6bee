import type { CollectionField, IdKind } from './collection.ts';
import type { FieldKind } from './field-type.ts';
import { fieldTypes } from './field-types.ts';
import { idTypes } from './id-types.ts';
import { snakeCase } from './snake-case.ts';

/** The system fields that an auth collection may declare again, to say who may read and write them. */
export const accountFields: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  ['email', 'email'],
  ['emailVerified', 'boolean'],
]);

const everywhere: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  ['id', 'text'],
  ['createdAt', 'datetime'],
  ['updatedAt', 'datetime'],
  ['version', 'integer'],
]);

const trashFields = ['deletedAt', 'deletedWith'];

/** What the system fields of a collection depend on. */
export interface SystemFacts {
  readonly id: IdKind;
  readonly auth: boolean;
  readonly softDelete: number | undefined;
}

/** The names of the fields that every record of a collection has. */
export function systemFieldNames({ auth, softDelete }: Omit<SystemFacts, 'id'>): ReadonlySet<string> {
  return new Set([...everywhere.keys(), ...(auth ? accountFields.keys() : []), ...(softDelete === undefined ? [] : trashFields)]);
}

/**
 * The fields that every record has: `id`, `createdAt`, `updatedAt`, `version`; `email`, `emailVerified` of accounts; and, hidden, when a
 * record went to the trash and with which deletion.
 */
export function systemFields({ id, auth, softDelete }: SystemFacts): CollectionField[] {
  const fields = [
    idField(id),
    systemField('createdAt', 'datetime'),
    systemField('updatedAt', 'datetime'),
    systemField('version', 'integer', { min: 1 }),
    ...(softDelete === undefined ? [] : [hiddenField('deletedAt', 'datetime'), hiddenField('deletedWith', 'text')]),
  ];
  if (!auth) return fields;
  // Writable for the system, which signs accounts up, and for administrators; for others only where the author says so.
  const access = { write: false };
  return [
    ...fields,
    { ...systemField('email', 'email'), writable: true, unique: true, access },
    { ...systemField('emailVerified', 'boolean'), writable: true, required: false, default: false, access },
  ];
}

function hiddenField(name: string, kind: FieldKind): CollectionField {
  const field = systemField(name, kind);
  const columns = field.columns.map((column) => ({ ...column, nullable: true }));
  return { ...field, columns, required: false, nullable: true, hidden: true };
}

function idField(id: IdKind): CollectionField {
  const { value, storage, schema, normalize } = idTypes[id];
  const field = systemField('id', id === 'integer' ? 'integer' : 'text');
  return { ...field, value, storage, schema, normalize, unique: true };
}

function systemField(name: string, kind: FieldKind, options: Readonly<Record<string, unknown>> = {}): CollectionField {
  const type = fieldTypes[kind];
  const storage = type.storage(options) as Exclude<ReturnType<typeof type.storage>, 'point' | undefined>;
  return {
    name,
    kind,
    value: type.value(options),
    system: true,
    storage,
    columns: [{ name: snakeCase(name), storage, nullable: false }],
    required: true,
    nullable: false,
    unique: false,
    index: false,
    hidden: false,
    writable: false,
    schema: type.schema(options),
    normalize: (value) => type.normalize?.(value, options),
    options,
    access: {},
  };
}
