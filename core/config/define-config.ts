import type { CompleteSchema, Declared, FieldsRecord, Schema } from '@plinth/client/types';
import type { FastifyPluginAsync } from 'fastify';
import type { Plugin } from '../plugin/plugin.ts';
import type { CollectionConfig } from './collection-config.ts';
import type { ConfigKeys } from './config-keys.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Inferred, OnlyKnownFields } from './only-known-fields.ts';
import type { SettingKeys } from './setting-keys.ts';

type DeclaredFields = { readonly [collection: string]: FieldsRecord };

/**
 * The collections of a config. Each mapped type of the intersection lets the compiler infer one thing of every collection in reverse: its
 * fields (`F`), what it says of `id` or `auth` (`Heads`), its rules (`Access`). What rules and hooks may say stands with the fields, because
 * the properties of `F` are inferred from one place only; it is checked once the whole schema is known.
 */
type CollectionConfigs<F extends DeclaredFields, Heads, Access, S> = {
  readonly [C in keyof F]: CollectionConfig<F[C], S, C>;
} & { readonly [C in keyof Heads]: { readonly id?: Heads[C]; readonly auth?: Heads[C] } } & {
  readonly [C in keyof Access]: { readonly access?: Inferred<Access[C]> };
};

type FunctionConfigs<Inputs, Outputs, S> = {
  readonly [Name in keyof Inputs]: { readonly input: Inputs[Name] };
} & {
  readonly [Name in keyof Outputs]: FunctionConfig<Inputs[Name & keyof Inputs] & FieldsRecord, Outputs[Name] & FieldsRecord, S>;
};

/** Everything that an author declares. */
export interface Config<F extends DeclaredFields, Heads, Access, Inputs, Outputs, S> extends SettingKeys {
  readonly collections: CollectionConfigs<F, Heads, Access, S>;
  /** Typed calls at `POST /api/rpc/<name>`, as plain objects or made by `fn`. */
  readonly functions?: FunctionConfigs<Inputs, Outputs, S>;
  /** Routes of your own; `request.records` has the caller's rules. */
  readonly routes?: FastifyPluginAsync;
  /** Plugins; naming one that is on by default replaces it with your options. */
  readonly plugins?: readonly Plugin[];
  /** Plugins that are on by default and shall not be. */
  readonly without?: readonly string[];
}

/** A config as `defineConfig` returns it. */
export interface DefinedConfig<S, Fns> extends Declared<S, Fns> {
  readonly collections: object;
}

/**
 * Declares an app. The schema is inferred from the fields; rules, hooks and functions are checked against it, and `typeof config` types
 * the client. What the compiler cannot see is checked when the app starts, all mistakes at once.
 */
export function defineConfig<
  const F extends DeclaredFields,
  const Heads,
  const Access,
  const Inputs extends DeclaredFields = {},
  const Outputs extends DeclaredFields = {},
  S extends Schema = CompleteSchema<F, Heads>,
>(
  config: Config<F, Heads, Access, Inputs, Outputs, S> & ConfigKeys<S> & OnlyKnownFields<NoInfer<Access>, S>,
): DefinedConfig<S, { readonly [Name in keyof Inputs]: { readonly input: Inputs[Name]; readonly output: Outputs[Name & keyof Outputs] } }> {
  const declared: { readonly collections: object } = config;
  return Object.freeze(declared);
}
