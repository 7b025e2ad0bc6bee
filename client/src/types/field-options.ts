import type { Caller } from './caller.ts';

/** What a rule is told. */
export interface RuleContext {
  readonly caller: Caller;
  /** The time of the request, as ISO text, so that it compares with datetime fields. */
  readonly now: string;
}

/** A `where` whose fields the compiler cannot know yet: a field is declared before its schema exists. It is checked when the app starts. */
export type UntypedWhere = { readonly [field: string]: unknown };

/** Who may read or write one field: always, never, or of which records. Absent means "follows the record". */
export type FieldRule = boolean | UntypedWhere | ((context: RuleContext) => boolean | UntypedWhere | Promise<boolean | UntypedWhere>);

/** Options that every stored field takes. */
export interface FieldOptions {
  /** A record cannot be without a value. */
  readonly required?: boolean;
  readonly index?: boolean;
  readonly access?: { readonly read?: FieldRule; readonly write?: FieldRule };
  /** Exists only for code that runs as the system. */
  readonly hidden?: boolean;
  /** The name that the field had before; the migration keeps its values. */
  readonly renamedFrom?: string;
}

/** Options of fields that may fill themselves in. A field with a default is never null. */
export interface DefaultOptions<Value> extends FieldOptions {
  /** A value, or a function that makes one for each record. */
  readonly default?: Value | (() => Value);
}

/** Options of fields whose values can be told apart. */
export interface UniqueOptions<Value> extends DefaultOptions<Value> {
  /** No two records have the same value; null is no value. */
  readonly unique?: boolean;
}

/** Options of `text()`. */
export interface TextOptions extends UniqueOptions<string> {
  /** Least length, in code points. */
  readonly min?: number;
  /** Greatest length, in code points. */
  readonly max?: number;
  /** A regular expression that the value must match. */
  readonly pattern?: string;
}

/** Options of `integer()` and `number()`. */
export interface NumberOptions extends UniqueOptions<number> {
  readonly min?: number;
  readonly max?: number;
}

/** Options of `decimal()`; its values are exact, and text in JSON. */
export interface DecimalOptions extends UniqueOptions<string> {
  /** Digits in all; 18 at most. */
  readonly precision?: number;
  /** Digits behind the point. */
  readonly scale?: number;
  readonly min?: string;
  readonly max?: string;
}

/** Options of `boolean()`. */
export interface BooleanOptions extends DefaultOptions<boolean> {}

/** Options of `date()` (`2026-01-31`) and `datetime()` (UTC, ISO 8601, milliseconds). */
export interface DateOptions extends UniqueOptions<string> {
  readonly min?: string;
  readonly max?: string;
}

/** Options of `json()`. */
export interface JsonOptions extends DefaultOptions<JsonValue> {
  /** A JSON Schema that values must satisfy. */
  readonly schema?: { readonly [keyword: string]: unknown };
}

/** Options of `select()`. */
export interface SelectOptions<Choice extends string> extends DefaultOptions<Choice | readonly Choice[]> {
  /** Any number of the choices instead of one. */
  readonly many?: boolean;
  readonly unique?: boolean;
}

/** Options of `email()` and `url()`. */
export interface AddressOptions extends UniqueOptions<string> {
  /** Greatest length, in code points. */
  readonly max?: number;
}

/** Options of `relation()`. */
export interface RelationOptions extends FieldOptions {
  /** Any number of related records instead of one. */
  readonly many?: boolean;
  /** No two records refer to the same one. */
  readonly unique?: boolean;
  /** What happens to this record when the one that it refers to is deleted: by default `restrict` where required, `setNull` otherwise. */
  readonly onDelete?: 'restrict' | 'setNull' | 'cascade' | 'unlink';
}

/** Options of `reverse()`: it stores nothing. */
export interface ReverseOptions {
  readonly access?: { readonly read?: FieldRule };
  readonly hidden?: boolean;
}

/** Options of `geoPoint()`. */
export interface GeoPointOptions extends DefaultOptions<GeoPoint> {}

/** Options of `secret()`: encrypted at rest, never returned. */
export interface SecretOptions extends FieldOptions {
  /** Greatest length, in code points. */
  readonly max?: number;
}

/** What JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A place on the globe, in degrees. */
export interface GeoPoint {
  readonly lat: number;
  readonly lon: number;
}
