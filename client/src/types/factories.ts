import type { Field, RelationField, ReverseField, Stored } from './field.ts';
import type {
  AddressOptions,
  BooleanOptions,
  DateOptions,
  DecimalOptions,
  GeoPoint,
  GeoPointOptions,
  JsonOptions,
  JsonValue,
  NumberOptions,
  RelationOptions,
  ReverseOptions,
  SecretOptions,
  SelectOptions,
  TextOptions,
} from './field-options.ts';

// A factory is written as `export const text: TextFactory = (options = {} as never) => ({ kind: 'text', options });`.

/** Declares a text. */
export type TextFactory = <const O extends TextOptions>(options?: O) => Field<Stored<string, O>, 'text', never, O>;

/** Declares a whole number that JSON keeps exactly (up to 2^53). */
export type IntegerFactory = <const O extends NumberOptions>(options?: O) => Field<Stored<number, O>, 'integer', never, O>;

/** Declares a number in double precision. */
export type NumberFactory = <const O extends NumberOptions>(options?: O) => Field<Stored<number, O>, 'number', never, O>;

/** Declares an exact decimal number; a text in JSON. */
export type DecimalFactory = <const O extends DecimalOptions>(options?: O) => Field<Stored<string, O>, 'decimal', never, O>;

/** Declares a yes or no. */
export type BooleanFactory = <const O extends BooleanOptions>(options?: O) => Field<Stored<boolean, O>, 'boolean', never, O>;

/** Declares a calendar day, `2026-01-31`. */
export type DateFactory = <const O extends DateOptions>(options?: O) => Field<Stored<string, O>, 'date', never, O>;

/** Declares a moment, in UTC, ISO 8601 with milliseconds. */
export type DatetimeFactory = <const O extends DateOptions>(options?: O) => Field<Stored<string, O>, 'datetime', never, O>;

/** Declares any JSON value. `json<Settings, { required: true }>({ required: true })` names the type of the value. */
export type JsonFactory = <Value = JsonValue, const O extends JsonOptions = JsonOptions>(
  options?: O,
) => Field<Stored<Value, O>, 'json', never, O>;

/** Declares a choice of a list, or with `many` any number of its choices. */
export type SelectFactory = <const C extends string, const O extends SelectOptions<C>>(
  choices: readonly C[],
  options?: O,
) => SelectField<C, O>;

/** A declared choice. */
export interface SelectField<C extends string, O>
  extends Field<O extends { readonly many: true } ? Stored<C[], O> : Stored<C, O>, 'select', never, O> {
  readonly options: O & { readonly choices: readonly C[] };
}

/** Declares an e-mail address. */
export type EmailFactory = <const O extends AddressOptions>(options?: O) => Field<Stored<string, O>, 'email', never, O>;

/** Declares an http or https address. */
export type UrlFactory = <const O extends AddressOptions>(options?: O) => Field<Stored<string, O>, 'url', never, O>;

/** Declares a relation to a record of the collection `to`, or with `many` to any number of them. */
export type RelationFactory = <const T extends string, const O extends RelationOptions>(
  to: T,
  options?: O,
) => RelationField<O extends { readonly many: true } ? string[] : Stored<string, O>, T, O>;

/** Declares the other side of a relation: the records of `to` whose field `by` refers to this one. */
export type ReverseFactory = <const T extends string, const O extends ReverseOptions>(to: T, by: string, options?: O) => ReverseField<T, O>;

/** Declares a place on the globe. */
export type GeoPointFactory = <const O extends GeoPointOptions>(options?: O) => Field<Stored<GeoPoint, O>, 'geoPoint', never, O>;

/** Declares a text that is encrypted at rest and never returned. */
export type SecretFactory = <const O extends SecretOptions>(options?: O) => Field<Stored<string, O>, 'secret', never, O>;
