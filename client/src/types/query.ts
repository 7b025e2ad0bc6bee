import type { OnlyRelations } from './expand.ts';
import type { Sort } from './sort.ts';
import type { Audience, FieldName } from './value.ts';
import type { QueryWhere } from './where.ts';

/** How one record is read. `N` are the fields that are asked for, `E` the relations to expand. */
export interface GetQuery<S, C extends keyof S, N, E, Who extends Audience = 'client'> {
  /** Only these fields, and the expanded relations. */
  readonly fields?: readonly (N & FieldName<S[C], Who>)[];
  /** Names of relations, or a tree: `{ author: true, comments: { sort: '-createdAt', expand: { author: true } } }`. */
  readonly expand?: E & OnlyRelations<S, C, E, Who>;
  /** Reads what was deleted in place of what is there, for those who may delete it; only where the collection has a trash. */
  readonly trash?: 'only';
}

/** Which records are read, and how. */
export interface ListQuery<S, C extends keyof S, N, E, Who extends Audience = 'client'> extends GetQuery<S, C, N, E, Who> {
  readonly where?: QueryWhere<S, C, Who>;
  /** `'-createdAt'`, `['-views', 'author.name']`. A leading minus is descending. */
  readonly sort?: Sort<S, C, Who>;
  /** 20 by default, 500 at most. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly cursor?: string;
  /** 10,000 at most; not together with `cursor`. */
  readonly offset?: number;
  /** Also says how many records match in all. */
  readonly count?: 'exact';
}

/** One page of a list. */
export interface Page<R> {
  readonly items: R[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
  /** Only with `count: 'exact'`. */
  readonly total?: number;
}
