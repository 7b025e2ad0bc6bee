import type { Caller } from '../caller.ts';
import type { Records } from '../records/records.ts';
import type { Scope } from '../records/scope.ts';
import type { Access, ScopeRequest } from './create-access.ts';

/** The verbs for a caller, and for the system. Nothing else in the platform makes scopes. */
export interface Guard {
  /** The verbs with the caller's rules, for one request. */
  recordsAs(caller: Caller, request?: ScopeRequest): Records;
  /** The verbs with no rules. */
  readonly system: Records;
}

/** Puts the guard before the verbs. `recordsWith` makes verbs of a scope. */
export function createGuard({ access, recordsWith }: { access: Access; recordsWith: (scope: Scope) => Records }): Guard {
  return {
    recordsAs: (caller, request) => recordsWith(access.scopeFor(caller, request)),
    system: recordsWith(access.systemScope),
  };
}
