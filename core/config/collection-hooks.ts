import type { IdOf, Records, Row, StoredRow, ValueOf } from '@plinth/client/types';
import type { WriteAction } from '../records/hooks.ts';
import type { TypedCaller } from './typed-caller.ts';

/** `WriteEvent`, typed for one collection. */
export interface CollectionWriteEvent<S, C extends keyof S> {
  readonly collection: C;
  readonly action: WriteAction;
  /** Undefined only before the database has numbered a new record (`id: 'integer'`). */
  readonly id: IdOf<S, C> | (IdOf<S, C> extends string ? never : undefined);
  /** The fields being written, in stored form. `beforeWrite` may change them; empty for a delete. */
  readonly data: WrittenData<S, C>;
  /** The record before the write; undefined for a create. Hidden fields included. */
  readonly before: StoredRow<S, C> | undefined;
  /** The record after the write; undefined in `beforeWrite` and for a delete. Hidden fields included. */
  readonly after: StoredRow<S, C> | undefined;
  /** Who caused the write; undefined where the system did. */
  readonly caller: TypedCaller<S> | undefined;
  /** The verbs as the system, inside the same transaction. */
  readonly records: Records<S>;
}

/** What a hook may change of the fields being written; reverses and what the platform sets itself are never there. */
export type WrittenData<S, C extends keyof S> = {
  -readonly [P in keyof S[C]]?: P extends 'id' | 'createdAt' | 'updatedAt' | 'version'
    ? never
    : S[C][P] extends { readonly kind: 'reverse' }
      ? never
      : ValueOf<S, S[C][P]>;
};

/** `ReadEvent`, typed for one collection. */
export interface CollectionReadEvent<S, C extends keyof S> {
  readonly collection: C;
  /** May be reshaped in place; what it may hold is already decided. Fields that were not asked for are absent. */
  readonly row: Partial<Row<S, C>>;
  readonly caller: TypedCaller<S> | undefined;
}

/** A collection's own hooks, typed by the whole schema; named for when they run. */
export interface CollectionHooks<S, C extends keyof S> {
  /** In the transaction; may change `event.data`, or throw to refuse. */
  beforeWrite?(event: CollectionWriteEvent<S, C>): void | Promise<void>;
  /** In the transaction; throw to roll back. */
  afterWrite?(event: CollectionWriteEvent<S, C>): void | Promise<void>;
  /** After the commit; cannot fail the request. Failures are logged and counted. */
  onCommit?(event: CollectionWriteEvent<S, C>): void | Promise<void>;
  /** Before a record leaves. It is not access control. */
  onRead?(event: CollectionReadEvent<S, C>): void | Promise<void>;
}
