import type { Field, FieldsRecord } from './field.ts';
import type { UntypedWhere } from './field-options.ts';

/** All collections with all their fields, system fields included, as the compiler knows them. */
export type Schema = { readonly [collection: string]: FieldsRecord };

/** What the id of a record is: a UUIDv7 that the platform makes (the default), a running number, or a text that the client chooses. */
export type IdKind = 'uuid' | 'integer' | 'text';

/** What the platform can be told about accounts: `true`, or which of their fields ride along with a caller. */
export type AuthOptions = boolean | { readonly claims?: readonly string[] };

type Unwritable = { readonly access: { readonly write: false } };
type OwnAccount = { readonly access: { readonly read: UntypedWhere; readonly write: false } };

// Not interfaces: those have no index signature of their own, and could not stand where a `Schema` is asked for.
type RecordFields<Id> = {
  readonly id: Id;
  readonly createdAt: Field<string, 'datetime', never, Unwritable>;
  readonly updatedAt: Field<string, 'datetime', never, Unwritable>;
  readonly version: Field<number, 'integer', never, Unwritable>;
};

type IntegerIdFields = RecordFields<Field<number, 'integer', never, Unwritable>>;
type TextIdFields = RecordFields<Field<string, 'id', never, { readonly required: true }>>;
type UuidFields = RecordFields<Field<string, 'id', never, Unwritable>>;

/** The id carries the option `auth`: it is the one field of an account that cannot be declared again. */
type AccountFields<Auth> = RecordFields<Field<string, 'id', never, Unwritable & { readonly auth: Auth }>> & {
  readonly email: Field<string, 'email', never, OwnAccount>;
  readonly emailVerified: Field<boolean, 'boolean', never, OwnAccount>;
};

type SystemFields<F, Head> = Head extends true | object
  ? Omit<AccountFields<Head>, keyof F>
  : Head extends 'integer'
    ? IntegerIdFields
    : Head extends 'text'
      ? TextIdFields
      : UuidFields;

/**
 * The schema of what an author declared, system fields added (an account's `email` only where it is not declared again): `F` holds the
 * fields by collection, `Heads` for each of them what was written for `id` or `auth`; no account has an id of another kind than a UUID.
 */
export type CompleteSchema<F, Heads> = { readonly [C in keyof F]: F[C] & SystemFields<F[C], C extends keyof Heads ? Heads[C] : unknown> };

/** The inputs and outputs of an author's functions. */
export type Functions = { readonly [name: string]: { readonly input: FieldsRecord; readonly output: FieldsRecord } };

/** What `defineConfig` and `defineSchema` return, as far as types are concerned: both carry the schema for the compiler alone. */
export interface Declared<S, Fns> {
  readonly $schema?: S;
  readonly $functions?: Fns;
}

/** The schema that a config or a schema declares. */
export type SchemaOf<T> = T extends { readonly $schema?: infer S } ? S : never;

/** The functions that a config or a schema declares. */
export type FunctionsOf<T> = T extends { readonly $functions?: infer Fns } ? Fns : never;
