import type { Caller, ValueOf } from '@plinth/client/types';

/** The names that `auth: { claims: [...] }` of one collection gives; the id of an account carries the option. */
type ClaimsOf<Fs> = Fs extends { readonly id: { readonly options: { readonly auth: { readonly claims: readonly (infer Name)[] } } } }
  ? Name
  : never;

type ClaimName<S> = { [C in keyof S]: ClaimsOf<S[C]> }[keyof S];

type Claims<S> = {
  readonly [Name in ClaimName<S> & string]:
    | { [C in keyof S]: Name extends ClaimsOf<S[C]> & keyof S[C] ? ValueOf<S, S[C][Name]> : never }[keyof S]
    | undefined;
};

/** A caller whose claims are typed by the fields that accounts declare them with; undefined for anonymous callers. */
export type TypedCaller<S> = string extends keyof S ? Caller : Omit<Caller, 'claims'> & { readonly claims: Claims<S> };
