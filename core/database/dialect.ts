import type { QueryCompiler, RawBuilder } from 'kysely';
import type { Storage } from '../collections/field-type.ts';
import type { ColumnFacts } from './column-facts.ts';
import type { SchemaDialect } from './schema-dialect.ts';

export type { ColumnFacts };

export type ColumnStorage = Exclude<Storage, 'point'>;

/** A piece of SQL made with Kysely's `sql` template: identifiers quoted, values as placeholders. */
export type Fragment = RawBuilder<unknown>;

export type DateUnit = 'year' | 'month' | 'week' | 'day' | 'hour';

/**
 * Everything in which the databases differ. `sqlite-dialect.ts` and `postgres-dialect.ts` each export one; nothing else asks which database it is.
 */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** How tables are looked at and changed; only `core/migrate` uses it. */
  readonly schema: SchemaDialect;
  createQueryCompiler(): QueryCompiler;
  /** The column type in DDL, for example `text collate "C"`. */
  columnType(column: ColumnFacts): string;
  /** A stored form of an API value (never called with null). `undefined` where the API value is bound as it is. */
  encode(column: ColumnFacts): ((value: unknown) => unknown) | undefined;
  /** The API value of what the driver returned (never called with null). `undefined` where it already is one. */
  decode(column: ColumnFacts): ((value: unknown) => unknown) | undefined;
  /** The expression that reads a column so that `decode` gets what it needs, for example `cast(x as text)`. */
  read(column: ColumnFacts, expression: Fragment): Fragment;
  /** A value of the column's type as a parameter, with the cast that it needs to be understood anywhere, for example `$1::timestamptz`. */
  parameter(column: ColumnFacts, placeholder: Fragment): Fragment;
  /** A list parameter (one bound value for the whole list): `x in (select value from json_each(?))` or `x = any(?::text[])`. */
  inList(column: ColumnFacts, expression: Fragment, list: Fragment): Fragment;
  /** What is bound for a list parameter of `inList`. */
  encodeList(column: ColumnFacts): (values: readonly unknown[]) => unknown;
  contains(text: Fragment, part: Fragment): Fragment;
  startsWith(text: Fragment, part: Fragment): Fragment;
  endsWith(text: Fragment, part: Fragment): Fragment;
  /** Whether a `texts` column holds a value. */
  has(column: Fragment, value: Fragment): Fragment;
  /** Null-safe equality. */
  same(left: Fragment, right: Fragment): Fragment;
  /** One key of an `order by`, nulls lowest. */
  order(expression: Fragment, descending: boolean, nullable: boolean): Fragment;
  /** A datetime or date cut to a unit, as text: `2024`, `2024-03`, `2024-03-04` (the Monday) for week, `2024-03-05`, `2024-03-05T13`. */
  truncate(column: ColumnFacts, expression: Fragment, unit: DateUnit): Fragment;
  /** The mean of an expression over a group, as a plain number (a decimal stored as a scaled integer is brought back to its scale). */
  average(column: ColumnFacts, expression: Fragment): Fragment;
  /**
   * The column of the change log in which its agreed order stands. SQLite has one writer, so numbers become visible in their order (`seq`);
   * elsewhere a sequencer gives rows their `position` when they have become visible.
   */
  readonly changeOrder: 'seq' | 'position';
  /** Whether the calling transaction alone may now put changes in order; true where that is not needed. Fragment of a `select`. */
  readonly mayOrderChanges: Fragment;
  /** Takes the lock of a name until the transaction ends, without waiting: 1, or 0 where another transaction has it. One writer needs no locks. */
  tryLock(name: Fragment): Fragment;
  /** Appended to a `select` that is about to change the rows it reads: ` for update`, or nothing. */
  readonly forUpdate: string;
}
