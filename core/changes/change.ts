import type { Caller } from '../caller.ts';

/** A record as it lies in the database: every field, hidden ones included, secrets sealed. Never leaves as it is. */
export type Image = Readonly<Record<string, unknown>>;

/** One write, as it is told to the log. */
export interface NewChange {
  readonly collection: string;
  readonly id: string | number;
  readonly action: 'create' | 'update' | 'delete';
  readonly before: Image | undefined;
  readonly after: Image | undefined;
  /** Who caused it; undefined where the system did. */
  readonly caller: Caller | undefined;
  /** The request that caused it. */
  readonly requestId: string | undefined;
}

/** One write, as the log has it. */
export interface Change extends Omit<NewChange, 'caller'> {
  /** Its place in the one agreed order: dense, without gaps, in the order of commits for each record. */
  readonly position: number;
  /** Its number in the log; the order of the writes within a transaction. */
  readonly seq: number;
  /** UTC, ISO 8601, milliseconds. */
  readonly at: string;
  /** The account that caused it; undefined where the system or an anonymous caller did. */
  readonly caller: { readonly collection: string; readonly id: string } | undefined;
}
