import type { Caller } from '../caller.ts';
import type { Collection, Collections } from '../collections/collection.ts';
import type { Scope } from '../records/scope.ts';
import { type CollectionRules, collectionRules } from './collection-rules.ts';
import { createScope } from './create-scope.ts';
import { systemScope } from './system-scope.ts';

/** What a scope is told of the request that it is for. */
export interface ScopeRequest {
  /** UTC, ISO 8601 with milliseconds; the present moment by default. */
  readonly now?: string | undefined;
  readonly requestId?: string | undefined;
}

/**
 * The access room: may this caller do this, to which records?
 * It may know collections, callers and conditions. It must not know SQL, HTTP or what a verb does: it hands out data.
 */
export interface Access {
  readonly collections: Collections;
  /** No rules, and hidden fields are there. */
  readonly systemScope: Scope;
  /** A caller's rules for one request. */
  scopeFor(caller: Caller, request?: ScopeRequest): Scope;
  /** What is known of a collection's rules before anyone asks. */
  rulesOf(collection: Collection): CollectionRules;
}

/** Readies the rules of all collections; each collection's on first use. */
export function createAccess(collections: Collections): Access {
  const system = systemScope(collections);
  const ready = new Map<string, CollectionRules>();
  const rulesOf = (collection: Collection): CollectionRules => {
    let rules = ready.get(collection.name);
    if (rules === undefined) {
      rules = collectionRules(collections, collection, () => system.read(collection.name).lookup);
      ready.set(collection.name, rules);
    }
    return rules;
  };
  return {
    collections,
    systemScope: system,
    scopeFor: (caller, request = {}) => createScope({ collections, rulesOf, caller, ...request }),
    rulesOf,
  };
}
