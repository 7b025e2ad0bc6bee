import type { DeclaredCollection, DeclaredField } from './declared-collection.ts';

/** What relations can lead to. */
export type Targets = ReadonlyMap<string, Pick<DeclaredCollection, 'name' | 'id' | 'fields'>>;

/** What a field is compiled from. */
export interface FieldSource {
  readonly name: string;
  readonly declared: DeclaredField;
  readonly path: string;
  /** Undefined where the field is one of a function's input or output. */
  readonly collection: DeclaredCollection | undefined;
  readonly all: Targets;
  /** Whether an index of the collection names it. */
  readonly indexed: boolean;
}
