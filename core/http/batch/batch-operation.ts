/** Stands for the id of a record that an earlier operation of the batch made or wrote. */
export interface IdReference {
  readonly $ref: string;
}

export type BatchMethod = 'create' | 'update' | 'put' | 'delete';

/** One operation of a batch whose shape has been checked; its data has not. */
export interface BatchOperation {
  readonly method: BatchMethod;
  readonly collection: string;
  readonly id?: string | number | IdReference;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ifMatch?: number;
  /** The name by which later operations may refer to the record. */
  readonly as?: string;
}

/** What one operation answered; `record` is null for a delete. */
export interface BatchResult {
  readonly status: number;
  readonly record: Readonly<Record<string, unknown>> | null;
}
