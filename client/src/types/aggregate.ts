import type { SortableName } from './sort.ts';
import type { Audience, FieldName, ValueOf } from './value.ts';
import type { QueryWhere } from './where.ts';

/** The units to which a date can be cut. */
export type DateUnit = 'year' | 'month' | 'week' | 'day' | 'hour';

type KindName<Fs, Kind, Who> = { [P in FieldName<Fs, Who> & string]: Fs[P] extends { readonly kind: Kind } ? P : never }[FieldName<
  Fs,
  Who
> &
  string];
type NumericName<Fs, Who> = KindName<Fs, 'integer' | 'number' | 'decimal', Who>;

/** What records are put into groups by: a field, or a date cut to a unit, `createdAt:month`. */
export type GroupKey<Fs, Who> =
  | SortableName<Fs, Who>
  | `${KindName<Fs, 'datetime', Who>}:${DateUnit}`
  | `${KindName<Fs, 'date', Who>}:${Exclude<DateUnit, 'hour'>}`;

/** Which numbers about records are wanted. */
export interface AggregateQuery<S, C extends keyof S, Who extends Audience = 'client'> {
  readonly where?: QueryWhere<S, C, Who>;
  readonly count?: boolean;
  readonly sum?: readonly NumericName<S[C], Who>[];
  readonly avg?: readonly NumericName<S[C], Who>[];
  readonly min?: readonly SortableName<S[C], Who>[];
  readonly max?: readonly SortableName<S[C], Who>[];
  /** Counts distinct values. */
  readonly distinct?: readonly SortableName<S[C], Who>[];
  readonly groupBy?: readonly GroupKey<S[C], Who>[];
  /** `count`, `sum.views`, a key of `groupBy`; a leading minus is descending. */
  readonly sort?: string | readonly string[];
  /** 100 by default, 500 at most. */
  readonly limit?: number;
}

type Named<Q, Part extends string> = Q extends { readonly [P in Part]: readonly (infer Name extends string)[] } ? Name : never;

/** One group: its key, and the numbers that were asked for. Null where no record of the group has a value. */
export interface Group<S, C extends keyof S, Q> {
  readonly key: { readonly [G in Named<Q, 'groupBy'>]: G extends keyof S[C] ? ValueOf<S, S[C][G]> | null : string | null };
  /** There where `count` is asked for, and where nothing else is. */
  readonly count: Q extends { readonly count: true } ? number : number | undefined;
  readonly sum: Measured<Q, 'sum', { readonly [P in Named<Q, 'sum'> & keyof S[C]]: NonNullable<ValueOf<S, S[C][P]>> | null }>;
  readonly avg: Measured<Q, 'avg', { readonly [P in Named<Q, 'avg'>]: number | null }>;
  readonly min: Measured<Q, 'min', { readonly [P in Named<Q, 'min'> & keyof S[C]]: NonNullable<ValueOf<S, S[C][P]>> | null }>;
  readonly max: Measured<Q, 'max', { readonly [P in Named<Q, 'max'> & keyof S[C]]: NonNullable<ValueOf<S, S[C][P]>> | null }>;
  readonly distinct: Measured<Q, 'distinct', { readonly [P in Named<Q, 'distinct'>]: number }>;
}

type Measured<Q, Part extends string, Numbers> = Q extends { readonly [P in Part]: readonly unknown[] } ? Numbers : undefined;
