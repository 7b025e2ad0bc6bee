import type { CollectionField } from '../collections/collection.ts';
import type { Condition } from '../where/condition.ts';

/** A field to be read, and where it may be. */
export interface FieldRead {
  readonly field: CollectionField;
  /** The rows in which the caller may read the field; undefined means all. Elsewhere it is left out of the record. */
  readonly when: Condition | undefined;
}
