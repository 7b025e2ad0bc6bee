import type { Audience, RowName, StoredName, ValueOf } from './value.ts';

/** A record as a client reads it. A field with a read rule of its own is absent where the rule does not hold. */
export type Row<S, C extends keyof S> = { -readonly [P in RowName<S[C]>]: ReadValue<S, S[C][P], 'client'> };

/** A record as code that runs as the system reads it: no rule takes a field away, and hidden fields come only where asked for by name. */
export type SystemRow<S, C extends keyof S> = { -readonly [P in RowName<S[C]>]: ValueOf<S, S[C][P]> };

/** A record as hooks see it: whole, hidden fields included. */
export type StoredRow<S, C extends keyof S> = { -readonly [P in StoredName<S[C]>]: ValueOf<S, S[C][P]> };

/** The value of one field for an audience: for clients it may be absent where a rule decides about it. */
export type ReadValue<S, F, Who extends Audience> = Who extends 'client'
  ? F extends { readonly options: { readonly access: { readonly read: infer Rule } } }
    ? ValueOf<S, F> | (Rule extends true ? never : undefined)
    : ValueOf<S, F>
  : ValueOf<S, F>;

/** The record that an audience reads when it asks for nothing in particular. */
export type RowFor<S, C extends keyof S, Who extends Audience> = Who extends 'client' ? Row<S, C> : SystemRow<S, C>;
