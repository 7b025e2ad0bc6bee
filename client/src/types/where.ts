import type { GeoPoint, UntypedWhere } from './field-options.ts';
import type { Audience, IdOf, IsToOne, Nameable, ValueOf } from './value.ts';

/**
 * Who writes a condition. A client names only what is not hidden; the system names every field; a rule names every field too, and may
 * compare with `undefined` (the id of an anonymous caller), which is then false.
 */
export type Writer = 'client' | 'system' | 'rule';

type Missing<W> = W extends 'rule' ? undefined : never;

interface Equality<V> {
  readonly eq?: V;
  readonly ne?: V;
  readonly in?: readonly V[];
  readonly notIn?: readonly V[];
}

interface Order<V, U> extends Equality<V> {
  readonly lt?: NonNullable<V> | U;
  readonly lte?: NonNullable<V> | U;
  readonly gt?: NonNullable<V> | U;
  readonly gte?: NonNullable<V> | U;
}

interface TextSearch<V, U> extends Order<V, U> {
  readonly contains?: string | U;
  readonly startsWith?: string | U;
  readonly endsWith?: string | U;
}

interface Presence {
  readonly eq?: null;
  readonly ne?: null;
}

interface Choices<V, U> extends Presence {
  readonly has?: V | U;
}

interface Places<U> extends Presence {
  /** A circle; `meters` is the distance along the surface. */
  readonly near?: (GeoPoint & { readonly meters: number }) | U;
  /** A box; `west > east` crosses the date line. */
  readonly within?: { readonly south: number; readonly west: number; readonly north: number; readonly east: number } | U;
}

/** What may be said of a value of each kind. One table, as at run time; what is not in it cannot be asked. */
interface ComparisonOf<V, U> {
  readonly text: V | U | TextSearch<V | U, U>;
  readonly email: V | U | TextSearch<V | U, U>;
  readonly url: V | U | TextSearch<V | U, U>;
  readonly id: V | U | Order<V | U, U>;
  readonly integer: V | U | Order<V | U, U>;
  readonly number: V | U | Order<V | U, U>;
  readonly decimal: V | U | Order<V | U, U>;
  readonly date: V | U | Order<V | U, U>;
  readonly datetime: V | U | Order<V | U, U>;
  readonly boolean: V | U | Equality<V | U>;
  readonly select: NonNullable<V> extends readonly (infer Choice)[] ? null | Choices<Choice, U> : V | U | Order<V | U, U>;
  readonly geoPoint: null | Places<U>;
  readonly json: null | Presence;
  readonly secret: null | Presence;
}

/** What may be said of one field. */
type FieldWhere<S, F, W extends Writer> = F extends { readonly to: infer C extends keyof S }
  ? IsToOne<F> extends true
    ? OneWhere<S, C, W, ValueOf<S, F> | Missing<W>>
    : ManyWhere<S, C, W>
  : F extends { readonly kind: infer Kind extends keyof ComparisonOf<unknown, unknown>; readonly $value?: infer V }
    ? ComparisonOf<V, Missing<W>>[Kind]
    : never;

type OneWhere<S, C extends keyof S, W extends Writer, V> = V | Order<V, Missing<W>> | WhereOf<S, C, W>;

/** How many of the related records must match. */
interface ManyWhere<S, C extends keyof S, W extends Writer> {
  readonly has?: IdOf<S, C> | Missing<W>;
  readonly some?: WhereOf<S, C, W>;
  readonly every?: WhereOf<S, C, W>;
  readonly none?: WhereOf<S, C, W>;
}

interface Connectives<S, C extends keyof S, W extends Writer> {
  readonly and?: readonly WhereOf<S, C, W>[];
  readonly or?: readonly WhereOf<S, C, W>[];
  readonly not?: WhereOf<S, C, W>;
  /** Every function has this and no condition does: a function is no condition, though all of a condition's fields are optional. */
  readonly [Symbol.hasInstance]?: never;
}

/** A condition on the records of a collection, as one of the writers may say it. */
export type WhereOf<S, C extends keyof S, W extends Writer> = {
  readonly [P in Nameable<S[C], W>]?: FieldWhere<S, S[C][P], W>;
} & Connectives<S, C, W>;

/** A condition in a query. Where the schema is not known, any. */
export type QueryWhere<S, C extends keyof S, Who extends Audience> = string extends keyof S ? UntypedWhere : WhereOf<S, C, Who>;

/** Which records a client means. Fields are ANDed together; a bare value means `eq`. */
export type WhereInput<S, C extends keyof S> = WhereOf<S, C, 'client'>;

/** Which records a rule means. Comparing with `undefined` is false, so that `{ author: caller.id }` says no to anonymous callers. */
export type Where<S, C extends keyof S> = WhereOf<S, C, 'rule'>;
