import type { Stored } from './field.ts';

/** The id of the records of a collection. */
export type IdOf<S, C> = C extends keyof S ? (S[C] extends { readonly id: { readonly $value?: infer V } } ? V : string | number) : string | number;

/** The value of a field in a record that was read and not expanded. Relations hold ids, whose type is known only with the target. */
export type ValueOf<S, F> = F extends { readonly kind: 'relation'; readonly to: infer Target; readonly options: infer O }
  ? O extends { readonly many: true }
    ? IdOf<S, Target>[]
    : Stored<IdOf<S, Target>, O>
  : F extends { readonly $value?: infer V }
    ? V
    : never;

/** Who looks: code that runs as the system, or a client, for whom hidden fields do not exist. */
export type Audience = 'client' | 'system';

/** The fields that may be named in a query: to filter, to sort, to ask for. */
export type Nameable<Fs, Who> = Who extends 'client'
  ? { [P in keyof Fs]: Fs[P] extends { readonly options: { readonly hidden: true } } ? never : P }[keyof Fs]
  : keyof Fs;

/** The relations and reverses that may be named in a query. */
export type RelationName<Fs, Who> = { [P in Nameable<Fs, Who>]: Fs[P] extends { readonly to: string } ? P : never }[Nameable<Fs, Who>];

/** The collection that a relation or a reverse leads to. */
export type TargetOf<S, F> = F extends { readonly to: infer Target extends keyof S } ? Target : never;

/** Whether a relation leads to one record or to many; reverses always lead to many. */
export type IsToOne<F> = F extends { readonly kind: 'relation'; readonly options: infer O } ? (O extends { readonly many: true } ? false : true) : false;
