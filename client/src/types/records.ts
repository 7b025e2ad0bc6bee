import type { AggregateQuery, Group } from './aggregate.ts';
import type { Expand, FieldName, Result } from './expand.ts';
import type { SystemCreateInput, UpdateInput } from './input.ts';
import type { GetQuery, ListQuery, Page } from './query.ts';
import type { SystemRow } from './row.ts';
import type { Schema } from './schema.ts';
import type { IdOf } from './value.ts';
import type { QueryWhere } from './where.ts';

/** Only if the record still is what the caller thinks it is: `not_found` unless it matches, `precondition_failed` at another version. */
export interface Only<S, C extends keyof S> {
  readonly where?: QueryWhere<S, C, 'system'>;
  readonly version?: number;
}

/** A change to one record. */
export interface Change<S, C extends keyof S> extends Only<S, C> {
  readonly data: UpdateInput<S, C, 'system'>;
}

/** How many records were written. */
export interface Count {
  readonly count: number;
}

/** The verbs as the system, typed for every collection; hooks and functions get them. */
export interface Records<S = Schema> {
  list<C extends keyof S & string, const N extends FieldName<S[C], 'system'> = never, const E extends Expand<S, C, 'system'> = {}>(
    collection: C,
    query?: ListQuery<S, C, N, E, 'system'>,
  ): Promise<Page<Result<S, C, { fields: N; expand: E; who: 'system' }>>>;
  get<C extends keyof S & string, const N extends FieldName<S[C], 'system'> = never, const E extends Expand<S, C, 'system'> = {}>(
    collection: C,
    id: IdOf<S, C>,
    query?: GetQuery<S, C, N, E, 'system'>,
  ): Promise<Result<S, C, { fields: N; expand: E; who: 'system' }>>;
  create<C extends keyof S & string>(collection: C, data: SystemCreateInput<S, C>): Promise<SystemRow<S, C>>;
  update<C extends keyof S & string>(collection: C, id: IdOf<S, C>, change: Change<S, C>): Promise<SystemRow<S, C>>;
  /** Creates the record with this id, or replaces every field of the one that is there. */
  put<C extends keyof S & string>(collection: C, id: IdOf<S, C>, data: Omit<SystemCreateInput<S, C>, 'id'>): Promise<SystemRow<S, C>>;
  delete<C extends keyof S & string>(collection: C, id: IdOf<S, C>, only?: Only<S, C>): Promise<void>;
  updateMany<C extends keyof S & string>(collection: C, where: QueryWhere<S, C, 'system'>, data: UpdateInput<S, C, 'system'>): Promise<Count>;
  deleteMany<C extends keyof S & string>(collection: C, where: QueryWhere<S, C, 'system'>): Promise<Count>;
  aggregate<C extends keyof S & string, const Q extends AggregateQuery<S, C, 'system'>>(collection: C, query?: Q): Promise<Group<S, C, Q>[]>;
  transaction<T>(work: (records: Records<S>) => Promise<T>): Promise<T>;
}
