import type { RowFor } from './row.ts';
import type { Sort } from './sort.ts';
import type { Audience, IsToOne, Nameable, RelationName, TargetOf, ValueOf } from './value.ts';
import type { QueryWhere } from './where.ts';

/** The names of fields to read, in place of all. */
export type Fields<S, C extends keyof S, Who extends Audience = 'client'> = readonly FieldName<S[C], Who>[];

/** A field that can be asked for by name; reverses are asked for with `expand`. */
export type FieldName<Fs, Who> = {
  [P in Nameable<Fs, Who>]: Fs[P] extends { readonly kind: 'reverse' } ? never : Fs[P] extends { readonly kind: 'secret' } ? (Who extends 'client' ? never : P) : P;
}[Nameable<Fs, Who>];

/** Which relations to read whole instead of as ids: their names, or for each of them `true` or how. */
export type Expand<S, C extends keyof S, Who extends Audience = 'client'> = readonly RelationName<S[C], Who>[] | ExpandTree<S, C, Who>;

/** For each relation `true`, or how to read the related records. */
export type ExpandTree<S, C extends keyof S, Who extends Audience = 'client'> = {
  readonly [P in RelationName<S[C], Who>]?: true | ExpandQuery<S, S[C][P], Who>;
};

type ExpandQuery<S, F, Who extends Audience> =
  IsToOne<F> extends true ? ExpandOneQuery<S, TargetOf<S, F>, Who> : ExpandManyQuery<S, TargetOf<S, F>, Who>;

interface ExpandOneQuery<S, C extends keyof S, Who extends Audience> {
  readonly fields?: Fields<S, C, Who>;
  readonly expand?: ExpandTree<S, C, Who>;
}

interface ExpandManyQuery<S, C extends keyof S, Who extends Audience> extends ExpandOneQuery<S, C, Who> {
  readonly where?: QueryWhere<S, C, Who>;
  readonly sort?: Sort<S, C, Who>;
  /** 100 by default, 500 at most. */
  readonly limit?: number;
}

/**
 * Refuses what is no relation. An inferred type parameter takes surplus keys without a word, so they are mapped to `never` here, through
 * the nested trees too.
 */
export type OnlyRelations<S, C extends keyof S, E, Who extends Audience> = E extends readonly unknown[]
  ? unknown
  : {
      readonly [P in keyof E]: P extends RelationName<S[C], Who>
        ? E[P] extends { readonly expand: infer Nested }
          ? { readonly expand: OnlyRelations<S, TargetOf<S, S[C][P]>, Nested, Who> }
          : unknown
        : never;
    };

/** A record that was read with certain fields (never means all) and expanded relations. */
export type Result<S, C extends keyof S, Q extends ResultQuery> = [keyof Q['expand']] extends [never]
  ? ChosenRow<S, C, Q>
  : Omit<ChosenRow<S, C, Q>, ExpandedName<Q['expand']>> & {
      [P in ExpandedName<Q['expand']> & keyof S[C]]: Expanded<
        S,
        S[C][P],
        { expand: P extends keyof Q['expand'] ? Q['expand'][P] : true; who: Q['who'] }
      >;
    };

/** How a record was read. */
export interface ResultQuery {
  readonly fields: PropertyKey;
  readonly expand: object;
  readonly who: Audience;
}

type ChosenRow<S, C extends keyof S, Q extends ResultQuery> = [Q['fields']] extends [never]
  ? RowFor<S, C, Q['who']>
  : Q['who'] extends 'client'
    ? Pick<RowFor<S, C, Q['who']>, Q['fields'] & keyof RowFor<S, C, Q['who']>>
    : { -readonly [P in Q['fields'] & keyof S[C]]: ValueOf<S, S[C][P]> };

type ExpandedName<E> = E extends readonly (infer P extends PropertyKey)[] ? P : keyof E;

/** To-one: the record, or null where it is missing or may not be read, whatever the declaration says. To-many: a list. */
type Expanded<S, F, How extends { expand: unknown; who: Audience }> =
  IsToOne<F> extends true ? Related<S, TargetOf<S, F>, How> | null : Related<S, TargetOf<S, F>, How>[];

type Related<S, C extends keyof S, How extends { expand: unknown; who: Audience }> = Result<
  S,
  C,
  {
    fields: How['expand'] extends { readonly fields: readonly (infer P extends PropertyKey)[] } ? P : never;
    expand: How['expand'] extends { readonly expand: infer E extends object } ? E : {};
    who: How['who'];
  }
>;
