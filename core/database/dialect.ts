import type { QueryCompiler } from 'kysely';
import type { Column } from '../collections/collection.ts';
import type { Storage } from '../collections/field-type.ts';

export type ColumnStorage = Exclude<Storage, 'point'>;

/** Facts of a column that conversions depend on. */
export type ColumnFacts = Pick<Column, 'storage'> & Partial<Pick<Column, 'precision' | 'scale'>>;

/**
 * Everything in which the databases differ. `sqlite.ts` and `postgres.ts` each export one; nothing else asks which database it is.
 * SQL fragments are text: arguments are SQL that this project made (quoted identifiers, placeholders), never a caller's words.
 */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  createQueryCompiler(): QueryCompiler;
  /** The column type in DDL, for example `text collate "C"`. */
  columnType(column: ColumnFacts): string;
  /** A stored form of an API value (never called with null). */
  encode(column: ColumnFacts): ((value: unknown) => unknown) | undefined;
  /** The API value of what the driver returned (never called with null). `undefined` where it already is one. */
  decode(column: ColumnFacts): ((value: unknown) => unknown) | undefined;
  /** The expression that reads a column so that `decode` gets what it needs, for example `cast(x as text)`. */
  read(column: ColumnFacts, expression: string): string;
  /** A list parameter (one bound value for the whole list): `x in (select value from json_each(?))` or `x = any(?::text[])`. */
  inList(column: ColumnFacts, expression: string, parameter: string): string;
  /** What is bound for a list parameter of `inList`. */
  encodeList(column: ColumnFacts): (values: readonly unknown[]) => unknown;
  contains(text: string, part: string): string;
  startsWith(text: string, part: string): string;
  endsWith(text: string, part: string): string;
  /** Whether a `texts` column holds a value. */
  has(column: string, value: string): string;
  /** Null-safe equality. */
  same(left: string, right: string): string;
  /** `order by` of one expression with nulls lowest. */
  order(expression: string, descending: boolean, nullable: boolean): string;
  /** A datetime or date cut to a unit, as text: `2024`, `2024-03`, `2024-03-04` (Monday) for week, `2024-03-05`, `2024-03-05T13`. */
  truncate(column: ColumnFacts, expression: string, unit: DateUnit): string;
  /** Appended to a `select` that is about to change the rows it reads. */
  readonly forUpdate: string;
}

export type DateUnit = 'year' | 'month' | 'week' | 'day' | 'hour';
