import type { Stored } from './field.ts';

/** The id of the records of a collection. */
export type IdOf<S, C> = C extends keyof S
  ? S[C] extends { readonly id: { readonly $value?: infer V } }
    ? V
    : string | number
  : string | number;

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

type Hidden = { readonly options: { readonly hidden: true } };

// Names are picked by indexing mapped types, whose members the compiler keeps, and put together from as few of them as will do: they are
// what a large schema costs the compiler most. (`keyof` of a mapped type with `as` would be worked out anew each time.)

/** The fields of a record that is read without asking for any by name: no reverses, nothing hidden or secret. */
export type RowName<Fs> = { [P in keyof Fs]: Fs[P] extends { readonly kind: 'reverse' | 'secret' } | Hidden ? never : P }[keyof Fs];

/** The fields that hold a value: all but reverses. */
export type StoredName<Fs> = { [P in keyof Fs]: Fs[P] extends { readonly kind: 'reverse' } ? never : P }[keyof Fs];

type AnyRelation<Fs> = { [P in keyof Fs]: Fs[P] extends { readonly to: string } ? P : never }[keyof Fs];

/** The relations and reverses that may be named in a query. */
export type RelationName<Fs, Who> = Who extends 'client'
  ? { [P in AnyRelation<Fs>]: Fs[P] extends Hidden ? never : P }[AnyRelation<Fs>]
  : AnyRelation<Fs>;

/** The fields that can be asked for by name; reverses are asked for with `expand`. */
export type FieldName<Fs, Who> = Who extends 'client' ? RowName<Fs> : keyof Fs;

/** The fields that may be named in conditions. */
export type Nameable<Fs, Who> = Who extends 'client' ? RowName<Fs> | RelationName<Fs, Who> : keyof Fs;

/** The collection that a relation or a reverse leads to. */
export type TargetOf<S, F> = F extends { readonly to: infer Target extends keyof S } ? Target : never;

/** Whether a relation leads to one record; reverses always lead to many. */
export type IsToOne<F> = F extends { readonly kind: 'reverse' } | { readonly options: { readonly many: true } } ? false : true;
