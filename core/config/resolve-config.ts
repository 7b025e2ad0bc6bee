// What the author wrote becomes a config that has been checked whole, or one error that holds every mistake.
// Knows collections, conditions and the shape of plugins. Starts nothing, opens nothing, calls nothing of the author's.

import type { Collections } from '../collections/collection.ts';
import { compileCollections } from '../collections/compile-collections.ts';
import { ProblemList } from '../collections/config-problem.ts';
import { describeValue } from '../collections/describe-value.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { nameHint } from '../collections/nearest-name.ts';
import { schemaProblem, valueProblem } from '../collections/schema-check.ts';
import type { Plugin } from '../plugin/plugin.ts';
import { checkAuth, checkHooks } from './check-collection-code.ts';
import { checkRules } from './check-rules.ts';
import { compileFunctions } from './compile-functions.ts';
import { ConfigError } from './config-error.ts';
import { declaredVariables, misspeltVariables, pickVariables, type RawEnvironment, readAdminAccount } from './environment.ts';
import { type Flags, readSettings, settingKeys } from './read-settings.ts';
import { resolvePlugins } from './resolve-plugins.ts';
import type { ResolvedConfig } from './resolved-config.ts';

/** Everything that decides how an app is. */
export interface ConfigSource {
  /** What the author's file exports. */
  readonly config: unknown;
  /** From `readEnvironment()`. */
  readonly environment?: RawEnvironment;
  readonly flags?: Flags;
  /** The plugins that are there unless the config replaces them or takes them out. */
  readonly batteries?: readonly Plugin[];
}

type Written = Readonly<Record<string, unknown>>;

const keys = ['collections', 'plugins', 'without', 'functions', 'routes', ...settingKeys];

// Keys of plugins that the platform brings along; without the plugin the key would do nothing.
const pluginKeys: Readonly<Record<string, string>> = { jobs: 'jobs', receivers: 'webhooks', events: 'events' };

/** Checks a config whole. Throws one ConfigError with every mistake in config, environment and flags. */
export function resolveConfig({ config, environment = {}, flags = {}, batteries = [] }: ConfigSource): ResolvedConfig {
  if (!isPlainObject(config))
    throw new ConfigError([{ path: 'config', message: `must be an object made by defineConfig (got ${describeValue(config)})` }]);
  const problems = new ProblemList();
  const plugins = resolvePlugins({ plugins: config.plugins, without: config.without, batteries }, problems);
  checkKeys(config, plugins, problems);
  const settings = readSettings({ flags: { ...flags }, environment, config }, problems);
  checkVariables(environment, plugins, problems);
  const contributed = plugins.flatMap((plugin) => (plugin.collections ? [{ plugin: plugin.name, collections: plugin.collections }] : []));
  const compiled = compileCollections(config.collections ?? {}, contributed);
  problems.problems.push(...compiled.problems);
  const { collections } = compiled;
  checkCollections({ config, plugins, collections }, problems);
  for (const plugin of plugins) problems.problems.push(...(plugin.check?.({ collections, config }) ?? []));
  const functions = compileFunctions(config.functions, collections, problems);
  const routes = readRoutes(config.routes, problems);
  if (problems.problems.length > 0) throw new ConfigError(problems.problems);
  return { settings, collections, functions, plugins, routes, written: config };
}

function checkKeys(config: Written, plugins: readonly Plugin[], problems: ProblemList): void {
  const known = new Set([...keys, ...plugins.flatMap((plugin) => plugin.configKeys ?? [])]);
  for (const [key, value] of Object.entries(config)) {
    if (known.has(key) || value === undefined) continue;
    const plugin = Object.hasOwn(pluginKeys, key) ? pluginKeys[key] : undefined;
    if (plugin === undefined) problems.add(key, 'there is no such key', nameHint(key, known));
    else problems.add(key, `belongs to the plugin "${plugin}", which is not there`, `Add ${plugin}() to plugins.`);
  }
}

function checkVariables(environment: RawEnvironment, plugins: readonly Plugin[], problems: ProblemList): void {
  const declared = new Set(plugins.flatMap((plugin) => declaredVariables(plugin.environment)));
  for (const { name, meant } of misspeltVariables(environment, declared))
    problems.add(name, 'there is no such variable', `Did you mean "${meant}"?`);
  readAdminAccount(environment, problems);
  if (environment.REDIS_URL !== undefined && !/^rediss?:\/\/./.test(environment.REDIS_URL)) {
    problems.add('REDIS_URL', 'must begin with redis:// or rediss://');
  }
  for (const { name, environment: schema } of plugins) {
    if (!schema) continue;
    const unusable = schemaProblem(schema);
    const given = Object.fromEntries(Object.entries(pickVariables(environment, schema)).filter(([, value]) => value !== undefined));
    const wrong = unusable === undefined ? valueProblem(schema, given) : `is no usable schema: ${unusable}`;
    if (wrong !== undefined) problems.add(`plugins.${name}.environment`, wrong);
  }
}

interface CollectionCheck {
  readonly config: Written;
  readonly plugins: readonly Plugin[];
  readonly collections: Collections;
}

function checkCollections({ config, plugins, collections }: CollectionCheck, problems: ProblemList): void {
  const sources = [
    { path: 'collections', bodies: config.collections },
    ...plugins.map((plugin) => ({ path: `plugins.${plugin.name}.collections`, bodies: plugin.collections })),
  ];
  for (const { path, bodies } of sources) {
    for (const [name, body] of Object.entries(isPlainObject(bodies) ? bodies : {})) {
      const collection = collections.get(name);
      if (!collection || !isPlainObject(body)) continue;
      const at = `${path}.${name}`;
      if (body.access !== undefined && !isPlainObject(body.access))
        problems.add(`${at}.access`, `must be an object of rules (got ${describeValue(body.access)})`);
      checkRules({ collection, path: at }, collections, problems);
      checkHooks(body.hooks, `${at}.hooks`, problems);
      checkAuth({ collection, path: at, auth: body.auth }, problems);
    }
  }
  for (const { name, hooks = {} } of plugins) {
    for (const [target, own] of Object.entries(hooks)) {
      const at = `plugins.${name}.hooks.${target}`;
      if (target !== '*' && !collections.has(target))
        problems.add(at, 'names a collection that does not exist', nameHint(target, collections.keys()));
      checkHooks(own, at, problems);
    }
  }
}

function readRoutes(routes: unknown, problems: ProblemList): ResolvedConfig['routes'] {
  if (routes === undefined || typeof routes === 'function') return routes as ResolvedConfig['routes'];
  problems.add('routes', `must be a Fastify plugin, that is a function (got ${describeValue(routes)})`);
  return undefined;
}
