import type { ValueType } from '../where/operators.ts';

/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How a value lies in its column; each dialect maps every storage to a column type and to its conversions. */
export type Storage = 'text' | 'integer' | 'real' | 'decimal' | 'boolean' | 'date' | 'datetime' | 'json' | 'texts' | 'point';

/** The name of a kind of field, as in `text()` or `relation()`. */
export type FieldKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'json'
  | 'select'
  | 'email'
  | 'url'
  | 'relation'
  | 'reverse'
  | 'geoPoint'
  | 'secret';

/** Everything that one kind of field knows about itself. One file per kind, in `fields/`. Pure: no Node imports. */
export interface FieldType {
  readonly kind: FieldKind;
  /** Says what is wrong with the author's options; an empty list means nothing is. */
  check(options: Readonly<Record<string, unknown>>): readonly OptionProblem[];
  value(options: Readonly<Record<string, unknown>>): ValueType;
  /** `undefined` where the field has no column of its own (reverse, to-many relations). */
  storage(options: Readonly<Record<string, unknown>>): Storage | undefined;
  /** The schema of a value that is not null, in bodies and answers. */
  schema(options: Readonly<Record<string, unknown>>): JsonSchema;
  /** Brings a value that passed the schema to its one stored form; returns `undefined` where it cannot be stored. */
  normalize?(value: unknown, options: Readonly<Record<string, unknown>>): unknown;
}

/** A mistake in a field's options. `path` is relative to the options, for example `['max']`. */
export interface OptionProblem {
  readonly path: readonly string[];
  readonly message: string;
  readonly hint?: string;
}
