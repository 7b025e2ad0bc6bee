import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import type { Changes } from '../changes/changes.ts';
import type { Collections } from '../collections/collection.ts';
import type { ConfigProblem } from '../collections/config-problem.ts';
import type { JsonSchema } from '../collections/field-type.ts';
import type { ErrorTable } from '../errors.ts';
import type { RecordHooks } from '../records/hooks.ts';
import type { Records } from '../records/records.ts';

export type Awaitable<T> = T | Promise<T>;

/** Services that plugins provide to each other; extended by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: plugins add their services by declaration merging
export interface Services {}

export interface Logger {
  debug(details: object, message?: string): void;
  info(details: object, message?: string): void;
  warn(details: object, message?: string): void;
  error(details: object, message?: string): void;
}

/** What a plugin is told of the app's settings. */
export interface HostSettings {
  /** The name of the app. */
  readonly title: string;
  /** The address under which clients reach the app, without a slash at its end: the configured one, else that on which it listens. */
  readonly publicUrl: string;
  readonly development: boolean;
}

/** A key for one purpose, and the name under which stored values remember it. */
export interface HostKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** What a plugin may look at before the app is made. */
export interface DeclaredApp {
  /** The author's and the plugins'. */
  readonly collections: Collections;
  /** The config as it was written. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A part that joins the platform: everything it contributes is visible without running it; only `setup` is code. */
export interface Plugin {
  readonly name: string;
  /** Plugins that must be there too; they are set up first. */
  readonly needs?: readonly string[];
  /** Its own collections; their names begin with `_`. */
  readonly collections?: Readonly<Record<string, object>>;
  /** Hooks by collection; `'*'` for all. */
  readonly hooks?: Readonly<Record<string, RecordHooks>>;
  readonly errors?: ErrorTable;
  /** The variables that it reads from the environment, as a JSON Schema of an object of strings. */
  readonly environment?: JsonSchema;
  /** The keys of the config that it reads, such as `jobs`; where no plugin reads a key, writing it is a mistake. */
  readonly configKeys?: readonly string[];
  /** Says what is wrong with its options and with what the author declared for it; told together with all other mistakes of the config. */
  check?(app: DeclaredApp): readonly ConfigProblem[];
  setup?(host: Host): Awaitable<void>;
}

/** A flag of a command. */
export interface CommandFlag {
  readonly type: 'string' | 'boolean';
  readonly description: string;
  /** What stands for its value in the help. */
  readonly valueHint?: string;
}

/** What a command speaks with. */
export interface Terminal {
  print(line: string): void;
  /** Asks for something that is not shown while it is typed; where nobody types, it is the next line of the standard input. */
  askSecret(question: string): Promise<string>;
}

/** Something that a person can type after `plinth`, in two words. It runs on an app that is not served. */
export interface PluginCommand {
  /** For example `admin create`. */
  readonly name: string;
  readonly description: string;
  readonly flags?: Readonly<Record<string, CommandFlag>>;
  /** What it throws as an `AppError` is printed as a sentence. */
  run(typed: Readonly<Record<string, string | boolean | undefined>>, terminal: Terminal): Awaitable<void>;
}

/** What a plugin is given. */
export interface Host {
  readonly config: Readonly<Record<string, unknown>>;
  readonly log: Logger;
  readonly settings: HostSettings;
  /** Every collection, compiled: the author's and the plugins'. */
  readonly collections: Collections;
  /** The app's clock. */
  now(): Date;
  /** The keys of one purpose, derived from the app's secrets: the present one first, then those that are still accepted. */
  deriveKey(purpose: string): readonly [HostKey, ...HostKey[]];
  /** The variables that the plugin declared in `environment`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As the system: no rules. */
  readonly records: Records;
  /** As someone: rules apply. */
  recordsAs(caller: Caller): Records;
  /** The change log: what has happened, in which order. */
  readonly changes: Changes;
  routes(plugin: FastifyPluginAsync, options?: { readonly prefix?: string }): void;
  /** Joins the reads and writes of a collection; for hooks that depend on what was declared. They run after those of `Plugin.hooks`. */
  hooks(collection: string, hooks: RecordHooks): void;
  /** Says who makes a request. Asked in order until one knows; a thrown `AppError` refuses the request. */
  identify(find: (request: FastifyRequest) => Awaitable<Caller | undefined>): void;
  /** Adds a command of two words to the command line. */
  command(command: PluginCommand): void;
  provide<Name extends keyof Services>(name: Name, service: Services[Name]): void;
  service<Name extends keyof Services>(name: Name): Services[Name];
  onStart(run: () => Awaitable<void>): void;
  onStop(run: () => Awaitable<void>): void;
}

/** Makes a plugin of a function of its options, so that a configured plugin is a value that can be printed and tested. */
export function definePlugin<Options = void>(make: (options: Options) => Plugin): (options: Options) => Plugin {
  return make;
}
