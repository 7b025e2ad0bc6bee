import type { ReadValue, RowFor } from './row.ts';
import type { Sort } from './sort.ts';
import type { Audience, FieldName, IsToOne, RelationName, RowName, TargetOf } from './value.ts';
import type { QueryWhere } from './where.ts';

/** The names of fields to read, in place of all. */
export type Fields<S, C extends keyof S, Who extends Audience = 'client'> = readonly FieldName<S[C], Who>[];

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

/** A record that was read with the fields `N` (never means all) and the expanded relations `E`. */
export type Result<S, C extends keyof S, N, E, Who extends Audience> = [N, keyof E] extends [never, never]
  ? RowFor<S, C, Who>
  : {
      -readonly [P in ChosenName<S[C], N> | (ExpandedName<E> & keyof S[C])]: P extends ExpandedName<E>
        ? Expanded<S, S[C][P], P extends keyof E ? E[P] : true, Who>
        : ReadValue<S, S[C][P], Who>;
    };

type ChosenName<Fs, N> = [N] extends [never] ? RowName<Fs> : N & keyof Fs;

type ExpandedName<E> = E extends readonly (infer P extends PropertyKey)[] ? P : keyof E;

/** To-one: the record, or null where it is missing or may not be read, whatever the declaration says. To-many: a list. */
type Expanded<S, F, How, Who extends Audience> =
  IsToOne<F> extends true ? Related<S, TargetOf<S, F>, How, Who> | null : Related<S, TargetOf<S, F>, How, Who>[];

type Related<S, C extends keyof S, How, Who extends Audience> = How extends true
  ? RowFor<S, C, Who>
  : Result<S, C, How extends { readonly fields: readonly (infer P)[] } ? P : never, How extends { readonly expand: infer E } ? E : {}, Who>;
