import type { FieldName, IsToOne, RelationName, TargetOf } from './value.ts';

type Unordered = { readonly kind: 'json' | 'geoPoint' | 'secret' | 'reverse' } | { readonly options: { readonly many: true } };
type Ordered<Fs> = { [P in keyof Fs]: Fs[P] extends Unordered ? never : P }[keyof Fs] & string;

/** The fields whose values have an order that a list can follow. */
export type SortableName<Fs, Who> = Ordered<Fs> & FieldName<Fs, Who>;

type ToOneName<Fs, Who> = { [P in RelationName<Fs, Who>]: IsToOne<Fs[P]> extends true ? P : never }[RelationName<Fs, Who>] & string;

/**
 * A field, or `relation.field` through a relation to one record. The server follows four relations, the compiler one: each further step
 * multiplies the number of paths, and all of them would be spelled out.
 */
export type SortPath<S, C extends keyof S, Who> =
  | SortableName<S[C], Who>
  | { [P in ToOneName<S[C], Who>]: `${P}.${SortableName<S[TargetOf<S, S[C][P]>], Who>}` }[ToOneName<S[C], Who>];

/** One key of a sort: a path, with a leading minus for descending order. */
export type SortKey<S, C extends keyof S, Who> = SortPath<S, C, Who> | `-${SortPath<S, C, Who>}`;

/** The order of a list: one key or several, the most important first. Nulls are lowest. */
export type Sort<S, C extends keyof S, Who = 'client'> = SortKey<S, C, Who> | readonly SortKey<S, C, Who>[];
