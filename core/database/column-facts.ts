import type { Column } from '../collections/collection.ts';

/** Facts of a column that conversions depend on. */
export type ColumnFacts = Pick<Column, 'storage'> & Partial<Pick<Column, 'precision' | 'scale'>>;
