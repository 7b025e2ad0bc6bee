import type { Caller } from '../caller.ts';
import type { Records } from '../records/records.ts';
import type { Scope } from '../records/scope.ts';
import type { Access } from './create-access.ts';

/** The verbs for a caller, and for the system. Nothing else in the platform makes scopes. */
export interface Guard {
  /** The verbs with the caller's rules, for one request; `now` (UTC, ISO 8601) is the present moment by default. */
  recordsAs(caller: Caller, now?: string): Records;
  /** The verbs with no rules. */
  readonly system: Records;
}

/** Puts the guard before the verbs. `recordsWith` makes verbs of a scope. */
export function createGuard({ access, recordsWith }: { access: Access; recordsWith: (scope: Scope) => Records }): Guard {
  return {
    recordsAs: (caller, now) => recordsWith(access.scopeFor(caller, now)),
    system: recordsWith(access.systemScope),
  };
}
