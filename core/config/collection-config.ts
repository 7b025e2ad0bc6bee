import type { IdKind, Schema, SortableName, Where } from '@plinth/client/types';
import type { CollectionHooks } from './collection-hooks.ts';
import type { TypedCaller } from './typed-caller.ts';

/** What a rule of one collection may say: everything, nothing, or which records. */
export type TypedVerdict<S, C extends keyof S> = boolean | VerdictWhere<S, C>;

/**
 * `Where`, once the schema is known. While `defineConfig` is being inferred, what a rule function returns is looked at with a schema that is
 * still open, and the compiler asks what this type can be at most: the answer for `Schema` itself is any condition, which keeps it from
 * widening `'published'` to `string` and from working out conditions that nobody will see.
 */
type VerdictWhere<S, C extends keyof S> = S extends unknown ? (Schema extends S ? OpenWhere : Where<S, C>) : never;

type OpenWhere = { readonly [name: string]: OpenValue };
type OpenValue = 'text' | readonly OpenValue[] | OpenWhere;

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

/** What an author says of one collection; `S` is the whole schema. */
export interface CollectionConfig<Fields, S, C> {
  readonly fields: Fields;
  /** What its ids are: UUIDs where nothing is said. */
  readonly id?: IdKind;
  /** Whether its records are accounts; `claims` names the fields that ride along with a caller. */
  readonly auth?: boolean | { readonly claims?: readonly (keyof S[C & keyof S])[] };
  readonly access?: AccessRules<S, C & keyof S>;
  readonly hooks?: CollectionHooks<S, C & keyof S>;
  /** Deleted records lie in a trash, from which they can be restored: for 30 days, or as long as it says (`'7d'`). */
  readonly softDelete?: boolean | string;
  /** Revisions are kept: for ever, or as long as it says (`'1y'`). */
  readonly history?: boolean | string;
  /** Whoever changes or deletes a record must say which version of it he means. */
  readonly requireVersion?: boolean;
  /** `false` keeps the writes out of the change log. */
  readonly changes?: boolean;
  /** Lists of fields; a leading minus is descending. `[['status', '-createdAt']]` */
  readonly indexes?: readonly IndexConfig<S[C & keyof S]>[];
}

type IndexConfig<Fs> = readonly IndexKey<Fs>[] | { readonly fields: readonly IndexKey<Fs>[]; readonly unique?: boolean };
