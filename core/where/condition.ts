import type { Operator, ValueType } from './operators.ts';

/** A value that a field is compared with, in the form of the API (a datetime is UTC ISO text, a decimal is text). */
export type Scalar = string | number | boolean | null;

/** A circle on the globe; `meters` is the distance along the surface. */
export interface Near {
  readonly lat: number;
  readonly lon: number;
  readonly meters: number;
}

/** A box on the globe. `west > east` crosses the date line. */
export interface Within {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

export type Operand = Scalar | readonly Scalar[] | Near | Within;

/** How many of the related rows must match. `one` is a to-one relation: false where there is no related row. */
export type Quantifier = 'one' | 'some' | 'every' | 'none';

/** What `where` needs to know of a field; collections provide it. */
export interface WhereField {
  readonly name: string;
  /** How values of the field compare; decides which operators there are. */
  readonly value: ValueType;
  /** Digits behind the point of a `decimal`. */
  readonly scale?: number;
  /** The values that a choice may have. */
  readonly choices?: readonly string[];
  /** Brings an id to its stored form (a UUID to small letters); undefined where no record can have it. */
  readonly normalize?: (value: unknown) => unknown;
  /** Present on relations and reverses. `many` fields take `some/every/none`. */
  readonly relation?: { readonly collection: string; readonly many: boolean };
}

/** Where `where` looks fields up. What the caller may not name is simply not there. */
export interface FieldLookup {
  field(name: string): WhereField | undefined;
  /** The lookup of the collection that a relation leads to. */
  related(relation: WhereField): FieldLookup;
}

/** The checked form of a `where`. Only `parseWhere`, and rewrites of what it returned, make one. */
export type Condition =
  | { readonly kind: 'and'; readonly all: readonly Condition[] }
  | { readonly kind: 'or'; readonly any: readonly Condition[] }
  | { readonly kind: 'not'; readonly it: Condition }
  | { readonly kind: 'compare'; readonly field: WhereField; readonly op: Operator; readonly value: Operand }
  | { readonly kind: 'related'; readonly relation: WhereField; readonly quantifier: Quantifier; readonly where: Condition };

/** True of every record. */
export const everything: Condition = Object.freeze({ kind: 'and', all: Object.freeze([]) });

/** True of no record. */
export const nothing: Condition = Object.freeze({ kind: 'or', any: Object.freeze([]) });
