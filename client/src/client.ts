import type { RequestOptions } from './transport.ts';
import type {
  AggregateQuery,
  CreateInput,
  Expand,
  FieldName,
  FieldsInput,
  FieldsRecord,
  FieldsValue,
  FunctionsOf,
  GetQuery,
  Group,
  IdOf,
  ListQuery,
  Page,
  Result,
  Row,
  SchemaOf,
  UpdateInput,
} from './types/index.ts';

/** A request that is refused with `precondition_failed` unless the record is at `version`. */
export interface VersionOptions extends RequestOptions {
  readonly version?: number | undefined;
}

/** An id, or a record that has one. */
export type Identified<Id> = Id | { readonly id: Id };

/** The verbs of one collection. */
export interface CollectionClient<S, C extends keyof S> {
  /** One page of the records that match. */
  list<const N extends FieldName<S[C], 'client'> = never, const E extends Expand<S, C> = {}>(
    query?: ListQuery<S, C, N, E>,
    options?: RequestOptions,
  ): Promise<Page<Result<S, C, N, E, 'client'>>>;
  /** All records that match, fetched page by page; `limit` is the size of a page. */
  all<const N extends FieldName<S[C], 'client'> = never, const E extends Expand<S, C> = {}>(
    query?: Omit<ListQuery<S, C, N, E>, 'cursor' | 'offset' | 'count'>,
    options?: RequestOptions,
  ): AsyncGenerator<Result<S, C, N, E, 'client'>, void, undefined>;
  /** One record; throws `not_found`. */
  get<const N extends FieldName<S[C], 'client'> = never, const E extends Expand<S, C> = {}>(
    id: IdOf<S, C>,
    query?: GetQuery<S, C, N, E>,
    options?: RequestOptions,
  ): Promise<Result<S, C, N, E, 'client'>>;
  /** Answers the record as its maker may read it; where that is nothing, only its id. */
  create(data: CreateInput<S, C>, options?: RequestOptions): Promise<Row<S, C>>;
  /** Changes the fields that are given. */
  update(record: Identified<IdOf<S, C>>, data: UpdateInput<S, C>, options?: VersionOptions): Promise<Row<S, C>>;
  /** Creates the record with this id, or replaces every field of the one that is there. */
  put(record: Identified<IdOf<S, C>>, data: Omit<CreateInput<S, C>, 'id'>, options?: VersionOptions): Promise<Row<S, C>>;
  delete(record: Identified<IdOf<S, C>>, options?: VersionOptions): Promise<void>;
  /** Brings a record back from the trash, with those that went there because of it. */
  restore(record: Identified<IdOf<S, C>>, options?: VersionOptions): Promise<Row<S, C>>;
  /** Numbers about the records that match, in groups. */
  aggregate<const Q extends AggregateQuery<S, C>>(query: Q, options?: RequestOptions): Promise<Group<S, C, Q>[]>;
}

/** Calls one function; its input may be left out where nothing in it is required. */
export type FunctionClient<S, Input extends FieldsRecord, Output extends FieldsRecord> =
  {} extends FieldsInput<S, Input, 'system'>
    ? (input?: FieldsInput<S, Input, 'system'>, options?: RequestOptions) => Promise<FieldsValue<S, Output>>
    : (input: FieldsInput<S, Input, 'system'>, options?: RequestOptions) => Promise<FieldsValue<S, Output>>;

type Rpc<S, Fns> = {
  readonly [Name in keyof Fns]: Fns[Name] extends {
    readonly input: infer Input extends FieldsRecord;
    readonly output: infer Output extends FieldsRecord;
  }
    ? FunctionClient<S, Input, Output>
    : never;
};

/** A client of a config or of a schema: its collections by name, and its functions under `rpc`. */
export type Client<T> = { readonly [C in keyof SchemaOf<T>]: CollectionClient<SchemaOf<T>, C> } & {
  readonly rpc: Rpc<SchemaOf<T>, FunctionsOf<T>>;
};
