import type { Caller } from '../caller.ts';
import type { Collection } from '../collections/collection.ts';
import type { Condition, FieldLookup } from '../where/condition.ts';

/** What a caller may read of one collection. */
export interface ReadScope {
  /** Which rows there are for the caller. */
  readonly rows: Condition;
  /** Fields that are there only where a condition holds. A field that is never there is not in `lookup`. */
  readonly fields: ReadonlyMap<string, Condition>;
  /** The fields that the caller may name. */
  readonly lookup: FieldLookup;
}

/** What a caller may write in one collection, for one action. */
export interface WriteScope {
  /** Which rows may be changed; for `create` everything. */
  readonly rows: Condition;
  /** What the finished row must satisfy. */
  readonly finished: Condition;
  /** Fields that may be written at all; others are `unknown_field`. */
  readonly writable: ReadonlySet<string>;
  /** Writable fields that may be written only where the condition holds of the finished row (and, for update, of the row before). */
  readonly fields: ReadonlyMap<string, Condition>;
}

/**
 * A caller's rules as data, for one request. Only `core/access` makes one (the system's has no rules).
 * `prepare` must have seen a collection before `read` or `write` is asked about it: rules may be asynchronous.
 */
export interface Scope {
  readonly caller: Caller | undefined;
  /** The request that this is about, for the change log and the trail. */
  readonly requestId: string | undefined;
  /** Evaluates the read rules of these collections. */
  prepare(collections: Iterable<string>): Promise<void>;
  /**
   * The same for every collection that a query touches: its own, those on any path of `where`, `sort` and `expand`, and the targets of the
   * to-many relations that are read (all of the collection's where `fields` is absent). Never throws on garbage; that is found later.
   */
  prepareQuery(collection: string, query: QueryPaths): Promise<void>;
  read(collection: string): ReadScope;
  write(collection: Collection, action: 'create' | 'update' | 'delete'): Promise<WriteScope>;
  /**
   * Which records of a collection's trash there are for the caller: those that he may both read and delete. Nothing where either is refused
   * outright. The collection must be prepared.
   */
  trash(collection: Collection): Promise<Condition>;
  /**
   * Checks a written `where` (or `TextWhere`) with the caller's eyes: what he may not read is `unknown_field`, conditionally readable
   * fields count by their effective value, and related rows that he may not read do not exist. Throws the coded errors of `parseWhere`.
   * The collections that it touches must be prepared.
   */
  where(collection: string, written: unknown): Condition;
  /** Throws `not_found` unless the caller may know that the collection exists; `unauthorized`/`forbidden` where the read is refused outright. */
  readable(collection: string): Collection;
}

/** The parts of a query that lead to other collections, as they were written. */
export interface QueryPaths {
  readonly where?: unknown;
  readonly sort?: unknown;
  readonly expand?: unknown;
  readonly fields?: unknown;
}
