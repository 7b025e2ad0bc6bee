import type { Collection, Collections } from '../collections/collection.ts';
import type { QueryPaths } from '../records/scope.ts';
import { TextWhere } from '../where/text-where.ts';

/** Deeper than any where that `parseWhere` accepts; what lies beyond is refused there. */
const deepest = 64;

/** More than a body can hold; only an object that holds itself goes on for longer. */
const longest = 1_000_000;

/** Keys after which one is still in the same collection; a list in a URL has numbers for keys. */
const connective = /^(?:and|or|not|some|every|none|\d+)$/;

/**
 * The collections whose read rules a query may need, the queried one included, so that `Scope.prepare` can ask them beforehand.
 * It reads too much rather than too little, and never throws: what is wrong with the input is said by those who parse it.
 */
export function touchedCollections(collections: Collections, collection: string, query: QueryPaths): Set<string> {
  const touched = new Set([collection]);
  const root = collections.get(collection);
  if (root !== undefined) new Walk(collections, touched).query(root, query, 0);
  return touched;
}

class Walk {
  readonly #collections: Collections;
  readonly #touched: Set<string>;
  #left = longest;

  constructor(collections: Collections, touched: Set<string>) {
    this.#collections = collections;
    this.#touched = touched;
  }

  query(collection: Collection, query: QueryPaths, depth: number): void {
    this.#shown(collection, query.fields);
    if (query.where !== undefined) this.#where(collection, query.where instanceof TextWhere ? query.where.root : query.where, depth);
    if (query.sort !== undefined) for (const path of words(query.sort)) this.#path(collection, path.replace(/^[-+]/, ''));
    if (query.expand !== undefined) this.#expand(collection, query.expand, depth);
  }

  /** The ids of a to-many relation are those of readable rows, so showing it needs the target's rules. */
  #shown(collection: Collection, fields: unknown): void {
    const toMany = toManyFields(collection);
    if (toMany.length === 0) return;
    const named = fields === undefined || fields === null ? undefined : new Set(words(fields));
    for (const name of toMany) if (named?.has(name) !== false) this.#follow(collection, name);
  }

  #where(collection: Collection, written: unknown, depth: number): void {
    if (typeof written !== 'object' || written === null || depth > deepest || this.#left-- <= 0) return;
    if (Array.isArray(written)) {
      for (const part of written) this.#where(collection, part, depth + 1);
      return;
    }
    for (const [key, part] of Object.entries(written)) {
      const target = this.#path(collection, key);
      if (target !== undefined) this.#where(target, part, depth + 1);
    }
  }

  #expand(collection: Collection, expand: unknown, depth: number): void {
    if (depth > deepest || this.#left-- <= 0) return;
    if (typeof expand === 'string' || Array.isArray(expand)) {
      for (const path of words(expand)) this.#path(collection, path, { shown: true });
      return;
    }
    if (typeof expand !== 'object' || expand === null) return;
    for (const [relation, query] of Object.entries(expand)) {
      const target = this.#path(collection, relation);
      if (target !== undefined) this.query(target, (query ?? {}) as QueryPaths, depth + 1);
    }
  }

  /** Follows a dotted path; answers where it ends, as far as it leads through relations. */
  #path(collection: Collection, path: string, { shown } = { shown: false }): Collection | undefined {
    let at: Collection | undefined = collection;
    for (const name of path.split('.', deepest)) {
      if (at !== undefined && !connective.test(name)) at = this.#follow(at, name);
      if (shown && at !== undefined) this.#shown(at, undefined);
    }
    return at;
  }

  #follow(collection: Collection, name: string): Collection | undefined {
    const target = collection.fields.get(name)?.relation?.collection;
    if (target === undefined) return undefined;
    this.#touched.add(target);
    return this.#collections.get(target);
  }
}

const toManyOf = new WeakMap<Collection, readonly string[]>();

/** The to-many relations that a collection holds itself; looked for once. */
function toManyFields(collection: Collection): readonly string[] {
  let names = toManyOf.get(collection);
  if (names === undefined) {
    names = [...collection.fields.values()].filter(({ relation }) => relation?.many && relation.by === undefined).map(({ name }) => name);
    toManyOf.set(collection, names);
  }
  return names;
}

function words(input: unknown): string[] {
  const texts: unknown[] = Array.isArray(input) ? input : [input];
  return texts.filter((text) => typeof text === 'string').flatMap((text) => text.split(','));
}
