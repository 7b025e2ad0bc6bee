import type { FieldsRecord } from './field.ts';
import type { Audience, ValueOf } from './value.ts';

/** Whether and how a field is written: it must be given, may be given, or is not the writer's to give. */
type Giving<F, Who> = F extends { readonly kind: 'reverse' }
  ? 'never'
  : F extends { readonly options: infer O }
    ? Who extends 'client'
      ? O extends { readonly hidden: true } | { readonly access: { readonly write: false } }
        ? 'never'
        : Need<O>
      : Need<O>
    : never;

type Need<O> = O extends { readonly required: true } ? (O extends { readonly default: {} } ? 'may' : 'must') : 'may';

/** Lists may be given as such or frozen. */
type Given<V> = V extends readonly (infer One)[] ? readonly One[] : V;

/** What is given for a set of fields, the required ones first: a new record, or the input of a function. */
export type FieldsInput<S, Fs, Who extends Audience> = {
  readonly [P in keyof Fs as Giving<Fs[P], Who> extends 'must' ? P : never]: Given<ValueOf<S, Fs[P]>>;
} & {
  readonly [P in keyof Fs as Giving<Fs[P], Who> extends 'may' ? P : never]?: Given<ValueOf<S, Fs[P]>>;
};

// The platform sets these; the id is the exception, which a text id makes the client's to choose and the system may always choose.
type PlatformField = 'createdAt' | 'updatedAt' | 'version';

/** What a client gives to create a record. Required fields without a default must be there. */
export type CreateInput<S, C extends keyof S> = FieldsInput<S, S[C], 'client'>;

/** What code that runs as the system gives to create a record. */
export type SystemCreateInput<S, C extends keyof S> = FieldsInput<S, Omit<S[C], PlatformField>, 'system'>;

/** What an audience gives to create a record. */
export type CreateInputFor<S, C extends keyof S, Who extends Audience> = Who extends 'client' ? CreateInput<S, C> : SystemCreateInput<S, C>;

/** What is given to change a record: any of the fields that may be written. The id never changes. */
export type UpdateInput<S, C extends keyof S, Who extends Audience = 'client'> = {
  readonly [P in keyof S[C] as P extends 'id' | PlatformField ? never : Giving<S[C][P], Who> extends 'never' ? never : P]?: Given<
    ValueOf<S, S[C][P]>
  >;
};

/** The values of a function's fields once they are checked: what was not given holds its default, else null. */
export type FieldsValue<S, Fs extends FieldsRecord> = { readonly [P in keyof Fs]: ValueOf<S, Fs[P]> };
