/**
 * A declared field. At run time it is a plain object `{ kind, options }`, with `to` for relations and `by` for reverses.
 *
 * `Value` is the value of a record that was read, null included where the field may be missing; `Target` is the collection that a
 * relation leads to, and `never` for other fields.
 */
export interface Field<Value = unknown, Kind extends string = string, Target extends string = string, Options = unknown> {
  readonly kind: Kind;
  readonly options: Options;
  readonly to?: Target;
  /** Carries `Value` for the compiler; never there at run time. */
  readonly $value?: Value;
}

/** A declared relation to one record or to many. */
export interface RelationField<Value, Target extends string, Options> extends Field<Value, 'relation', Target, Options> {
  readonly to: Target;
}

/** The other side of a relation: the records that refer to this one through their field `by`. */
export interface ReverseField<Target extends string, Options> extends Field<string[], 'reverse', Target, Options> {
  readonly to: Target;
  readonly by: string;
}

/** The fields of one collection, or of a function's input. */
export type FieldsRecord = { readonly [name: string]: Field };

/** A value that may be missing unless the options say `required` or give a `default`. */
export type Stored<Value, Options> = Options extends { readonly required: true }
  ? Value
  : Options extends { readonly default: {} }
    ? Value
    : Value | null;
