/** One change that a request is to make. */
export interface Step {
  /** Stands in the record after the change; a delete is found by its record. */
  readonly id: string;
  readonly collection: 'things' | 'parts';
  /** The record's `token`: a name that does not depend on what the server answers. */
  readonly record: string;
  readonly action: 'create' | 'update' | 'delete';
  /** What `value` is to be; `'more'`: one more than before. */
  readonly value?: number | 'more';
}

/** One request, as it is written down before it is sent. */
export interface Intent {
  readonly type: 'intent';
  readonly id: string;
  /** Its `Idempotency-Key`; sent again under it until there is an answer. */
  readonly key?: string;
  readonly steps: readonly Step[];
}

/** What became of a request. One that was cut off has no outcome: it may have happened or not. */
export type Outcome =
  | {
      readonly type: 'done';
      readonly id: string /** The ids of the records, by step; null for a delete. */;
      readonly records: readonly (string | null)[];
    }
  | { readonly type: 'refused'; readonly id: string; readonly status: number; readonly code: string };

/** A line of the journal. */
export type Entry = Intent | Outcome | { readonly type: 'kill'; readonly number: number };
