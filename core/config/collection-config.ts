import type { SortableName, Where } from '@plinth/client/types';
import type { CollectionHooks } from './collection-hooks.ts';
import type { TypedCaller } from './typed-caller.ts';

/** What a rule of one collection may say: everything, nothing, or which records. */
export type TypedVerdict<S, C extends keyof S> = boolean | Where<S, C>;

/** An answer to "may this caller?", checked against the whole schema, through relations too. Absent means "only admins". */
export type TypedRule<S, C extends keyof S> =
  | TypedVerdict<S, C>
  | ((context: TypedRuleContext<S>) => TypedVerdict<S, C> | Promise<TypedVerdict<S, C>>);

/** What a rule is told. */
export interface TypedRuleContext<S> {
  readonly caller: TypedCaller<S>;
  /** UTC, ISO 8601 with milliseconds; the same moment for every rule of a request. */
  readonly now: string;
}

/** The rules of one collection. */
export interface AccessRules<S, C extends keyof S> {
  readonly read?: TypedRule<S, C>;
  /** Which records may be made: the finished record must satisfy it. */
  readonly create?: TypedRule<S, C>;
  /** One rule for the record before and after, or one for each. */
  readonly update?: TypedRule<S, C> | { readonly before: TypedRule<S, C>; readonly after: TypedRule<S, C> };
  readonly delete?: TypedRule<S, C>;
}

type IndexKey<Fs> = SortableName<Fs, 'system'> | `-${SortableName<Fs, 'system'>}`;

/** Everything about a collection that is typed by its fields; `S` is the whole schema. */
export interface CollectionRest<S, C extends keyof S> {
  readonly access?: AccessRules<S, C>;
  readonly hooks?: CollectionHooks<S, C>;
  /** Deleted records lie in a trash, from which they can be restored: for 30 days, or as long as it says (`'7d'`). */
  readonly softDelete?: boolean | string;
  /** Revisions are kept: for ever, or as long as it says (`'1y'`). */
  readonly history?: boolean | string;
  /** Whoever changes or deletes a record must say which version of it he means. */
  readonly requireVersion?: boolean;
  /** `false` keeps the writes out of the change log. */
  readonly changes?: boolean;
  /** Lists of fields; a leading minus is descending. `[['status', '-createdAt']]` */
  readonly indexes?: readonly (readonly IndexKey<S[C]>[] | { readonly fields: readonly IndexKey<S[C]>[]; readonly unique?: boolean })[];
}
