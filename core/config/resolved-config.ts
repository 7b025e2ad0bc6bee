import type { FastifyPluginAsync } from 'fastify';
import type { Collections } from '../collections/collection.ts';
import type { JsonSchema } from '../collections/field-type.ts';
import type { Plugin } from '../plugin/plugin.ts';
import type { Settings } from './settings.ts';

/** A function as the author declared it; `access` is a rule without rows. */
export interface FunctionDeclaration {
  readonly name: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  /** `boolean`, or a function of `{ caller, now }` that returns one; absent = only admins. */
  readonly access: unknown;
  readonly run: (context: never) => unknown;
}

/** A config that has been checked whole. */
export interface ResolvedConfig {
  readonly settings: Settings;
  /** The author's collections and those of the plugins. */
  readonly collections: Collections;
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  /** In the order in which they are set up: needs first. */
  readonly plugins: readonly Plugin[];
  readonly routes: FastifyPluginAsync | undefined;
  /** The config as it was written, for plugins that add keys. */
  readonly written: Readonly<Record<string, unknown>>;
}
