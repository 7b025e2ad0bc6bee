import type { ValueType } from '../where/operators.ts';
import type { IdKind } from './collection.ts';
import type { JsonSchema, Storage } from './field-type.ts';

/** How one kind of id is written, compared and stored; relations take it from the collection that they lead to. */
export interface IdType {
  readonly value: ValueType;
  readonly storage: Storage;
  readonly schema: JsonSchema;
  /** The stored form; undefined where no record can have this id. */
  readonly normalize: (value: unknown) => string | number | undefined;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
// Ids stand in addresses of their own, so only what needs no escaping there, and neither `.` nor `..`.
const written = '^[A-Za-z0-9_][A-Za-z0-9_.:@~-]{0,199}$';
const textId = new RegExp(written);
// Addresses below a collection that are no records.
const taken = new Set(['aggregate', 'changes']);

/** The three kinds of id. */
export const idTypes: Readonly<Record<IdKind, IdType>> = {
  uuid: {
    value: 'id',
    storage: 'text',
    schema: { type: 'string', format: 'uuid' },
    normalize: (value) => (typeof value === 'string' && uuid.test(value.toLowerCase()) ? value.toLowerCase() : undefined),
  },
  integer: {
    value: 'integer',
    storage: 'integer',
    schema: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    normalize: (value) => (Number.isSafeInteger(value) && (value as number) >= 1 ? (value as number) : undefined),
  },
  text: {
    value: 'id',
    storage: 'text',
    schema: { type: 'string', pattern: written },
    normalize: (value) => (typeof value === 'string' && textId.test(value) && !taken.has(value) ? value : undefined),
  },
};

/** The kind of id that options name under `targetId`; the compiler puts it there for relations. */
export function targetIdType(options: Readonly<Record<string, unknown>>): IdType {
  const kind = options.targetId;
  return idTypes[kind === 'integer' || kind === 'text' ? kind : 'uuid'];
}
