import type { Row } from './row.ts';

/** What to expand: `true`, or how to read the related rows (`where`, `sort`, `limit` for to-many relations and reverses only). */
export type ExpandTree = { readonly [relation: string]: true | ExpandQuery };

export interface ExpandQuery {
  readonly where?: unknown;
  readonly sort?: string | readonly string[];
  readonly limit?: number;
  readonly fields?: readonly string[];
  readonly expand?: ExpandTree;
}

/** How one record is read. */
export interface GetQuery {
  readonly fields?: readonly string[];
  /** `true` values, nested, or a list of dotted paths (`['author', 'comments.author']`). */
  readonly expand?: ExpandTree | readonly string[];
  /** Reads what was deleted in place of what is there, with `deletedAt`; for those who may delete it. Only where the collection has `softDelete`. */
  readonly trash?: 'only';
}

export interface ListQuery extends GetQuery {
  /** The written form, or a `TextWhere` from a URL. */
  readonly where?: unknown;
  /** `'-createdAt'`, `['-views', 'author.name']`. A leading minus is descending. */
  readonly sort?: string | readonly string[];
  /** 20 by default, 500 at most. */
  readonly limit?: number;
  readonly cursor?: string;
  /** 10,000 at most; not together with `cursor`. */
  readonly offset?: number;
  readonly count?: 'exact';
}

/** One page of a list. */
export interface Page<R = Row> {
  readonly items: R[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
  /** Only with `count: 'exact'`. */
  readonly total?: number;
}

export interface Change {
  readonly data: Readonly<Record<string, unknown>>;
  /** Only if the record matches; `not_found` otherwise. */
  readonly where?: unknown;
  /** Only if the record is at this version; `precondition_failed` otherwise. */
  readonly version?: number;
}

/** The record after a `put`, and whether it was made by it. */
export interface Put<R = Row> {
  readonly row: R;
  readonly created: boolean;
}

/** Only if the record still is what the caller thinks it is. */
export interface DeleteOnly {
  readonly where?: unknown;
  readonly version?: number;
}

export interface Count {
  readonly count: number;
}

export interface AggregateQuery {
  readonly where?: unknown;
  readonly count?: boolean;
  readonly sum?: readonly string[];
  readonly avg?: readonly string[];
  readonly min?: readonly string[];
  readonly max?: readonly string[];
  /** Counts distinct values. */
  readonly distinct?: readonly string[];
  /** Fields, or `createdAt:year|month|week|day|hour`. */
  readonly groupBy?: readonly string[];
  /** `count`, `sum.views`, a groupBy key; a leading minus is descending. */
  readonly sort?: string | readonly string[];
  /** 100 by default, 500 at most. */
  readonly limit?: number;
}

export interface Group {
  readonly key: Record<string, unknown>;
  readonly count?: number;
  readonly sum?: Record<string, unknown>;
  readonly avg?: Record<string, unknown>;
  readonly min?: Record<string, unknown>;
  readonly max?: Record<string, unknown>;
  readonly distinct?: Record<string, number>;
}

export interface HistoryQuery {
  /** 20 by default, 500 at most. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly before?: number;
}

/** A field's value before and after a change. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One change of a record, as far as the reader may see it. */
export interface Revision {
  /** Names the revision, for `restore`. */
  readonly seq: number;
  readonly action: 'create' | 'update' | 'delete';
  /** The record's version after the change. */
  readonly version: number;
  /** UTC, ISO 8601, milliseconds. */
  readonly at: string;
  /** Who did it; null where the system or an anonymous caller did. */
  readonly caller: { readonly collection: string; readonly id: string } | null;
  readonly changes: readonly FieldChange[];
}

export interface HistoryPage {
  /** Newest first. */
  readonly items: readonly Revision[];
  readonly next: number | null;
}

/** Which revision is to be restored; only if the record is at `version`, where one is given. */
export interface RevisionChoice {
  readonly seq: number;
  readonly version?: number;
}

/**
 * The verbs. As the system (`host.records`) no rule applies; `recordsAs(caller)` has the same verbs with the caller's rules.
 * All of them throw `AppError`s only.
 */
export interface Records {
  list(collection: string, query?: ListQuery): Promise<Page>;
  get(collection: string, id: string | number, query?: GetQuery): Promise<Row>;
  create(collection: string, data: Readonly<Record<string, unknown>>): Promise<Row>;
  update(collection: string, id: string | number, change: Change): Promise<Row>;
  /** Creates the record with this id, or replaces every writable field of the one that is there. */
  put(collection: string, id: string | number, data: Readonly<Record<string, unknown>>, only?: { readonly version?: number }): Promise<Put>;
  delete(collection: string, id: string | number, only?: DeleteOnly): Promise<void>;
  /** Brings a record back from the trash, with those that went there because of it; for those who see it there. */
  restore(collection: string, id: string | number, only?: { readonly version?: number }): Promise<Row>;
  updateMany(collection: string, where: unknown, data: Readonly<Record<string, unknown>>): Promise<Count>;
  deleteMany(collection: string, where: unknown): Promise<Count>;
  aggregate(collection: string, query?: AggregateQuery): Promise<Group[]>;
  /** The revisions of a record; only where its collection has `history`. */
  history(collection: string, id: string | number, query?: HistoryQuery): Promise<HistoryPage>;
  /** Gives a record the values that it had after a revision; creates it again where it is gone. */
  restoreRevision(collection: string, id: string | number, revision: RevisionChoice): Promise<Row>;
  transaction<T>(work: (records: Records) => Promise<T>): Promise<T>;
}
