import type { AggregateQuery, Group } from './aggregate.ts';
import type { Expand, Result } from './expand.ts';
import type { CreateInputFor, UpdateInput } from './input.ts';
import type { GetQuery, ListQuery, Page } from './query.ts';
import type { RowFor } from './row.ts';
import type { Schema } from './schema.ts';
import type { Audience, FieldName, IdOf } from './value.ts';
import type { QueryWhere } from './where.ts';

/** Only if the record still is what the caller thinks it is: `not_found` unless it matches, `precondition_failed` at another version. */
export interface Only<S, C extends keyof S, Who extends Audience> {
  readonly where?: QueryWhere<S, C, Who>;
  readonly version?: number;
}

/** A change to one record. */
export interface Change<S, C extends keyof S, Who extends Audience> extends Only<S, C, Who> {
  readonly data: UpdateInput<S, C, Who>;
}

/** How many records were written. */
export interface Count {
  readonly count: number;
}

/** The verbs, typed for every collection: as the system in hooks, with the caller's rules in functions. */
export interface Records<S = Schema, Who extends Audience = 'system'> {
  list<C extends keyof S & string, const N extends FieldName<S[C], Who> = never, const E extends Expand<S, C, Who> = {}>(
    collection: C,
    query?: ListQuery<S, C, N, E, Who>,
  ): Promise<Page<Result<S, C, N, E, Who>>>;
  get<C extends keyof S & string, const N extends FieldName<S[C], Who> = never, const E extends Expand<S, C, Who> = {}>(
    collection: C,
    id: IdOf<S, C>,
    query?: GetQuery<S, C, N, E, Who>,
  ): Promise<Result<S, C, N, E, Who>>;
  create<C extends keyof S & string>(collection: C, data: CreateInputFor<S, C, Who>): Promise<RowFor<S, C, Who>>;
  update<C extends keyof S & string>(collection: C, id: IdOf<S, C>, change: Change<S, C, Who>): Promise<RowFor<S, C, Who>>;
  /** Creates the record with this id, or replaces every field of the one that is there. */
  put<C extends keyof S & string>(collection: C, id: IdOf<S, C>, data: Omit<CreateInputFor<S, C, Who>, 'id'>): Promise<RowFor<S, C, Who>>;
  delete<C extends keyof S & string>(collection: C, id: IdOf<S, C>, only?: Only<S, C, Who>): Promise<void>;
  /** Brings a record back from the trash, with those that went there because of it. */
  restore<C extends keyof S & string>(collection: C, id: IdOf<S, C>, only?: { readonly version?: number }): Promise<RowFor<S, C, Who>>;
  updateMany<C extends keyof S & string>(collection: C, where: QueryWhere<S, C, Who>, data: UpdateInput<S, C, Who>): Promise<Count>;
  deleteMany<C extends keyof S & string>(collection: C, where: QueryWhere<S, C, Who>): Promise<Count>;
  aggregate<C extends keyof S & string, const Q extends AggregateQuery<S, C, Who>>(collection: C, query?: Q): Promise<Group<S, C, Q>[]>;
  transaction<T>(work: (records: Records<S, Who>) => Promise<T>): Promise<T>;
}
