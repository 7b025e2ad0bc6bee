import type { Audience, ValueOf } from './value.ts';

/**
 * How surely a field is in a record that a client reads: always; sometimes, where a rule decides about it; never, where it is hidden,
 * secret, or a reverse (which is there only where it is expanded).
 */
type Presence<F> = F extends { readonly kind: 'reverse' | 'secret' }
  ? 'never'
  : F extends { readonly options: { readonly hidden: true } }
    ? 'never'
    : F extends { readonly options: { readonly access: { readonly read: infer Rule } } }
      ? Rule extends true
        ? 'always'
        : 'sometimes'
      : 'always';

/** A record as a client reads it. A field with a read rule of its own is absent where the rule does not hold. */
export type Row<S, C extends keyof S> = {
  -readonly [P in keyof S[C] as Presence<S[C][P]> extends 'always' ? P : never]: ValueOf<S, S[C][P]>;
} & {
  -readonly [P in keyof S[C] as Presence<S[C][P]> extends 'sometimes' ? P : never]?: ValueOf<S, S[C][P]>;
};

/** A record as code that runs as the system reads it: no rule takes a field away, and hidden fields come only where asked for by name. */
export type SystemRow<S, C extends keyof S> = {
  -readonly [P in keyof S[C] as Presence<S[C][P]> extends 'never' ? never : P]: ValueOf<S, S[C][P]>;
};

/** A record as hooks see it: whole, hidden fields included. */
export type StoredRow<S, C extends keyof S> = {
  -readonly [P in keyof S[C] as S[C][P] extends { readonly kind: 'reverse' } ? never : P]: ValueOf<S, S[C][P]>;
};

/** The record that an audience reads when it asks for nothing in particular. */
export type RowFor<S, C extends keyof S, Who extends Audience> = Who extends 'client' ? Row<S, C> : SystemRow<S, C>;
