import type { Caller } from '../caller.ts';
import type { Records } from './records.ts';
import type { Row } from './row.ts';

export type WriteAction = 'create' | 'update' | 'delete';

/** What a write hook is told. */
export interface WriteEvent {
  readonly collection: string;
  readonly action: WriteAction;
  /** Undefined only before the database has numbered a new record (`id: 'integer'`). */
  readonly id: string | number | undefined;
  /** The fields being written, in stored form. `beforeWrite` may change them; empty for a delete. */
  readonly data: Record<string, unknown>;
  /** The record before the write; undefined for a create. Hidden fields included. */
  readonly before: Row | undefined;
  /** The record after the write; undefined in `beforeWrite` and for a delete. Hidden fields included. */
  readonly after: Row | undefined;
  /** Who caused the write; undefined where the system did. */
  readonly caller: Caller | undefined;
  /** The verbs as the system, inside the same transaction. */
  readonly records: Records;
}

export interface ReadEvent {
  readonly collection: string;
  /** May be reshaped in place; what it may hold is already decided. */
  readonly row: Row;
  readonly caller: Caller | undefined;
}

/** Code that joins a collection's reads and writes; named for when it runs. */
export interface RecordHooks {
  /** In the transaction; may change `event.data`, or throw to refuse. */
  beforeWrite?(event: WriteEvent): void | Promise<void>;
  /** In the transaction; throw to roll back. */
  afterWrite?(event: WriteEvent): void | Promise<void>;
  /** After the commit; cannot fail the request. Failures are logged and counted. */
  onCommit?(event: WriteEvent): void | Promise<void>;
  /** Before a record leaves. It is not access control. */
  onRead?(event: ReadEvent): void | Promise<void>;
}
