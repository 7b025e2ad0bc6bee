import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import { defineErrors } from '../errors.ts';
import type { RecordHooks } from '../records/hooks.ts';
import type { Records } from '../records/records.ts';
import type { Awaitable, Host, HostKey, Plugin, PluginCommand, Services } from './plugin.ts';

/** What plugins contribute while they are set up. */
export interface Contributions {
  readonly routes: readonly { readonly plugin: FastifyPluginAsync; readonly prefix: string }[];
  readonly identify: readonly ((request: FastifyRequest) => Awaitable<Caller | undefined>)[];
  readonly commands: readonly PluginCommand[];
  readonly onStart: readonly (() => Awaitable<void>)[];
  /** In the order in which they are to run: the last plugin first. */
  readonly onStop: readonly (() => Awaitable<void>)[];
}

/** What a host gives to plugins. */
export interface HostParts extends Pick<Host, 'config' | 'log' | 'settings' | 'collections' | 'records' | 'changes'> {
  now(): Date;
  deriveKey(purpose: string): readonly [HostKey, ...HostKey[]];
  recordsAs(caller: Caller): Records;
  joinHooks(collection: string, hooks: RecordHooks): void;
  /** The variables that a plugin declared. */
  environmentOf(plugin: Plugin): Readonly<Record<string, string | undefined>>;
}

/**
 * The plugin room: how does anything else join in?
 * It may know what a plugin is given and what it contributes. It must not know any plugin by name.
 */
export async function setUpPlugins(plugins: readonly Plugin[], parts: HostParts): Promise<Contributions> {
  const services = new Map<string, unknown>();
  const contributions = { routes: [], identify: [], commands: [], onStart: [], onStop: [] } as {
    routes: Contributions['routes'][number][];
    identify: Contributions['identify'][number][];
    commands: PluginCommand[];
    onStart: (() => Awaitable<void>)[];
    onStop: (() => Awaitable<void>)[];
  };
  for (const plugin of plugins) {
    if (plugin.errors) defineErrors(plugin.errors);
    const host: Host = {
      config: parts.config,
      log: parts.log,
      settings: parts.settings,
      collections: parts.collections,
      now: () => parts.now(),
      deriveKey: (purpose) => parts.deriveKey(purpose),
      environment: parts.environmentOf(plugin),
      records: parts.records,
      recordsAs: (caller) => parts.recordsAs(caller),
      changes: parts.changes,
      routes: (routes, options = {}) => void contributions.routes.push({ plugin: routes, prefix: options.prefix ?? '' }),
      hooks: (collection, hooks) => parts.joinHooks(collection, hooks),
      identify: (find) => void contributions.identify.push(find),
      command: (command) => void contributions.commands.push(commandOf(plugin, command)),
      provide: (name, service) => provide(services, { plugin, name }, service),
      service: (name) => serviceOf(services, plugin, name),
      onStart: (run) => void contributions.onStart.push(run),
      onStop: (run) => void contributions.onStop.unshift(run),
    };
    await plugin.setup?.(host);
  }
  return contributions;
}

/** One word is the platform's, so that a mistyped one is told without an app. */
function commandOf({ name }: Plugin, command: PluginCommand): PluginCommand {
  if (!/^[a-z-]+ [a-z-]+$/.test(command.name))
    throw new Error(`The plugin "${name}" adds a command that is not of two words: "${command.name}".`);
  return command;
}

function provide(services: Map<string, unknown>, by: { plugin: Plugin; name: string }, service: unknown): void {
  if (services.has(by.name))
    throw new Error(`The plugin "${by.plugin.name}" provides the service "${by.name}", which another plugin provides already.`);
  services.set(by.name, service);
}

function serviceOf<Name extends keyof Services>(services: ReadonlyMap<string, unknown>, plugin: Plugin, name: Name): Services[Name] {
  if (!services.has(name as string)) {
    throw new Error(
      `The plugin "${plugin.name}" asks for the service "${String(name)}", which no plugin before it provides; name its provider in "needs".`,
    );
  }
  return services.get(name as string) as Services[Name];
}
