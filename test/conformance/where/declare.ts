import type { Collection, CollectionField, Column, RelationInfo } from '../../../core/collections/collection.ts';
import type { Storage } from '../../../core/collections/field-type.ts';
import type { FieldLookup } from '../../../core/where/condition.ts';
import type { ValueType } from '../../../core/where/operators.ts';

/** What the suite's collections say of a field. */
export interface Declared {
  readonly value: ValueType;
  readonly storage?: Storage;
  readonly scale?: number;
  readonly choices?: readonly string[];
  readonly relation?: RelationInfo;
}

/** A compiled collection with a text id and these fields. Columns get other names than fields, so that no test passes by mixing them up. */
export function declareCollection(name: string, fields: Readonly<Record<string, Declared>>): Collection {
  const compiled = Object.entries({ id: { value: 'id', storage: 'text' } as Declared, ...fields }).map(
    ([field, declared]) => [field, declareField(field, declared)] as const,
  );
  return {
    name,
    table: `the_${name}`,
    id: 'text',
    auth: false,
    fields: new Map(compiled),
    indexes: [],
    changes: false,
    requireVersion: false,
    history: undefined,
    softDelete: undefined,
    access: {},
    hooks: {},
  };
}

function declareField(name: string, { value, storage, scale, choices, relation }: Declared): CollectionField {
  return {
    name,
    value,
    kind: 'text',
    storage,
    columns: columnsOf(name, storage, scale),
    system: name === 'id',
    required: false,
    nullable: name !== 'id',
    unique: false,
    index: false,
    hidden: false,
    writable: true,
    schema: {},
    options: {},
    access: {},
    ...(scale !== undefined && { scale }),
    ...(choices && { choices }),
    ...(relation && { relation }),
  };
}

function columnsOf(name: string, storage: Storage | undefined, scale: number | undefined): readonly Column[] {
  if (storage === undefined) return [];
  if (storage === 'point')
    return ['lat', 'lon', 'x', 'y', 'z'].map((axis) => ({ name: `${name}_${axis}`, storage: 'real', nullable: true }));
  const column: Column = { name: name === 'id' ? 'id' : `the_${name}`, storage, nullable: name !== 'id' };
  return [scale === undefined ? column : { ...column, precision: 18, scale }];
}

/** A lookup that knows every field of every collection. */
export function lookupOf(collections: ReadonlyMap<string, Collection>, name: string): FieldLookup {
  const collection = collections.get(name) as Collection;
  return {
    field: (field) => collection.fields.get(field),
    related: (relation) => lookupOf(collections, relation.relation?.collection ?? ''),
  };
}
