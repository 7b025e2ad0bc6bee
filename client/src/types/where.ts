import type { GeoPoint } from './field-options.ts';
import type { IdOf, IsToOne, Nameable, TargetOf, ValueOf } from './value.ts';

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

/** Which operators each kind of field has. One table, as at run time; what is not in it cannot be asked. */
interface ComparisonOf<V, U> {
  readonly text: TextSearch<V | U, U>;
  readonly email: TextSearch<V | U, U>;
  readonly url: TextSearch<V | U, U>;
  readonly id: Order<V | U, U>;
  readonly integer: Order<V | U, U>;
  readonly number: Order<V | U, U>;
  readonly decimal: Order<V | U, U>;
  readonly date: Order<V | U, U>;
  readonly datetime: Order<V | U, U>;
  readonly boolean: Equality<V | U>;
}

/** What may be said of one field. */
type FieldWhere<S, F, W extends Writer> = F extends { readonly to: string }
  ? RelatedWhere<S, F, W>
  : F extends { readonly kind: infer Kind; readonly $value?: infer V }
    ? Kind extends keyof ComparisonOf<V, never>
      ? V | Missing<W> | ComparisonOf<V, Missing<W>>[Kind]
      : Kind extends 'select'
        ? NonNullable<V> extends readonly (infer Choice)[]
          ? null | Choices<Choice, Missing<W>>
          : V | Missing<W> | Order<V | Missing<W>, Missing<W>>
        : Kind extends 'geoPoint'
          ? null | Places<Missing<W>>
          : null | Presence
    : never;

type RelatedWhere<S, F, W extends Writer> =
  IsToOne<F> extends true
    ? ValueOf<S, F> | Missing<W> | Order<ValueOf<S, F> | Missing<W>, Missing<W>> | WhereOf<S, TargetOf<S, F>, W>
    : ManyWhere<S, TargetOf<S, F>, W>;

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
}

/** A condition on the records of a collection, as one of the writers may say it. */
export type WhereOf<S, C extends keyof S, W extends Writer> = {
  readonly [P in Nameable<S[C], W>]?: FieldWhere<S, S[C][P], W>;
} & Connectives<S, C, W>;

/** Which records a client means. Fields are ANDed together; a bare value means `eq`. */
export type WhereInput<S, C extends keyof S> = WhereOf<S, C, 'client'>;

/** Which records a rule means. Comparing with `undefined` is false, so that `{ author: caller.id }` says no to anonymous callers. */
export type Where<S, C extends keyof S> = WhereOf<S, C, 'rule'>;
