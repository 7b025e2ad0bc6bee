import type { AuthOptions, CompleteSchema, Declared, FieldsRecord, IdKind } from '@plinth/client/types';
import type { FastifyPluginAsync } from 'fastify';
import type { Plugin } from '../plugin/plugin.ts';
import type { CollectionRest } from './collection-config.ts';
import type { ConfigKeys } from './config-keys.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Inferred, OnlyKnownFields } from './only-known-fields.ts';
import type { SettingKeys } from './setting-keys.ts';

type DeclaredFields = { readonly [collection: string]: FieldsRecord };

/**
 * The collections of a config. Each mapped type of the intersection lets the compiler infer one thing of every collection in reverse: its
 * fields (`F`), its kind of id (`Ids`), whether its records are accounts (`Auth`), its rules (`Access`). What rules and hooks may say stands
 * with the fields, because the properties of `F` are inferred from one place only; it is checked once the whole schema is known.
 */
type CollectionConfigs<F extends DeclaredFields, Ids, Auth, Access> = {
  readonly [C in keyof F]: { readonly fields: F[C] } & CollectionRest<CompleteSchema<F, Ids, Auth>, C>;
} & { readonly [C in keyof Ids]: { readonly id?: Ids[C] & IdKind } } & {
  readonly [C in keyof Auth]: { readonly auth?: Auth[C] & AuthOptions };
} & { readonly [C in keyof Access]: { readonly access?: Inferred<Access[C]> & OnlyKnownFields<Access[C], CompleteSchema<F, Ids, Auth>, C> } };

type FunctionConfigs<Inputs, Outputs, S> = {
  readonly [Name in keyof Inputs]: { readonly input: Inputs[Name] };
} & {
  readonly [Name in keyof Outputs]: FunctionConfig<Inputs[Name & keyof Inputs] & FieldsRecord, Outputs[Name] & FieldsRecord, S>;
};

/** Everything that an author declares. */
export interface Config<F extends DeclaredFields, Ids, Auth, Access, Inputs, Outputs> extends SettingKeys {
  readonly collections: CollectionConfigs<F, Ids, Auth, Access>;
  /** Typed calls at `POST /api/rpc/<name>`, as plain objects or made by `fn`. */
  readonly functions?: FunctionConfigs<Inputs, Outputs, CompleteSchema<F, Ids, Auth>>;
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
  const Ids,
  const Auth,
  const Access,
  const Inputs extends DeclaredFields = {},
  const Outputs extends DeclaredFields = {},
>(
  config: Config<F, Ids, Auth, Access, Inputs, Outputs> & ConfigKeys<CompleteSchema<F, Ids, Auth>>,
): DefinedConfig<CompleteSchema<F, Ids, Auth>, { readonly [Name in keyof Inputs]: { readonly input: Inputs[Name]; readonly output: Outputs[Name & keyof Outputs] } }> {
  return Object.freeze(config);
}
