import type { Caller } from '../caller.ts';
import type { Collection, Collections } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import type { QueryPaths, Scope, WriteScope } from '../records/scope.ts';
import type { Condition } from '../where/condition.ts';
import { parseWhere } from '../where/parse-where.ts';
import type { CollectionRules } from './collection-rules.ts';
import { effectiveWhere } from './effective-where.ts';
import { type Reading, readingOf } from './reading.ts';
import type { RuleContext } from './rule.ts';
import { knownCollection } from './system-scope.ts';
import { touchedCollections } from './touched-collections.ts';
import { trashOf } from './trash.ts';
import { refusalOf, writingOf } from './writing.ts';

/** What a scope is made of. */
export interface ScopeParts {
  readonly collections: Collections;
  readonly rulesOf: (collection: Collection) => CollectionRules;
  readonly caller: Caller;
  /** UTC, ISO 8601 with milliseconds; the present moment by default. */
  readonly now?: string | undefined;
  readonly requestId?: string | undefined;
}

/** A caller's rules as data, for one request: each rule is asked at most once, when it is first needed. */
export function createScope(parts: ScopeParts): Scope {
  return new CallerScope(parts);
}

class CallerScope implements Scope {
  readonly caller: Caller;
  readonly requestId: string | undefined;
  readonly #parts: ScopeParts;
  readonly #context: RuleContext;
  readonly #readings = new Map<string, Reading | Promise<Reading>>();
  readonly #writings = new Map<string, Promise<WriteScope>>();
  readonly #lookupOf = (collection: string) => this.read(collection).lookup;

  constructor(parts: ScopeParts) {
    this.caller = parts.caller;
    this.requestId = parts.requestId;
    this.#parts = parts;
    let { now } = parts;
    this.#context = {
      caller: parts.caller,
      get now() {
        if (now === undefined) now = new Date().toISOString();
        return now;
      },
    };
  }

  async prepare(collections: Iterable<string>): Promise<void> {
    const waiting: Promise<Reading>[] = [];
    for (const name of collections) {
      const collection = this.#parts.collections.get(name);
      if (collection === undefined) continue;
      const reading = this.#reading(collection);
      if (reading instanceof Promise) waiting.push(reading);
    }
    if (waiting.length > 0) await Promise.all(waiting);
  }

  prepareQuery(collection: string, query: QueryPaths): Promise<void> {
    return this.prepare(touchedCollections(this.#parts.collections, collection, query));
  }

  read(name: string): Reading {
    const reading = this.#reading(knownCollection(this.#parts.collections, name));
    if (reading instanceof Promise) throw new Error(`The read rules of ${name} are asynchronous and were not prepared.`);
    return reading;
  }

  write(collection: Collection, action: 'create' | 'update' | 'delete'): Promise<WriteScope> {
    const key = `${action} ${collection.name}`;
    let writing = this.#writings.get(key);
    if (writing === undefined) {
      writing = writingOf(this.#parts.rulesOf(collection), action, this.#context);
      this.#writings.set(key, writing);
    }
    return writing;
  }

  trash(collection: Collection): Promise<Condition> {
    return trashOf(this.#parts.rulesOf(collection), this.read(collection.name), this.#context);
  }

  where(name: string, written: unknown): Condition {
    const condition = parseWhere(written, { lookup: this.read(name).lookup, mode: 'json' });
    return effectiveWhere(condition, name, { collections: this.#parts.collections, read: (collection) => this.read(collection) });
  }

  readable(name: string): Collection {
    const collection = knownCollection(this.#parts.collections, name);
    const { refusal } = this.read(name);
    if (refusal === 'refused') throw refusalOf(this.caller);
    if (refusal !== undefined) throw new AppError(refusal);
    return collection;
  }

  #reading(collection: Collection): Reading | Promise<Reading> {
    const present = this.#readings.get(collection.name);
    if (present !== undefined) return present;
    const reading = readingOf(this.#parts.rulesOf(collection), { context: this.#context, lookupOf: this.#lookupOf });
    this.#readings.set(collection.name, reading instanceof Promise ? this.#settle(collection.name, reading) : reading);
    return this.#readings.get(collection.name) as Reading | Promise<Reading>;
  }

  async #settle(name: string, waiting: Promise<Reading>): Promise<Reading> {
    const reading = await waiting;
    this.#readings.set(name, reading);
    return reading;
  }
}
