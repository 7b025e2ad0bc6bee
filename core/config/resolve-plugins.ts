import type { ProblemList } from '../collections/config-problem.ts';
import { describeValue } from '../collections/describe-value.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { nameHint } from '../collections/nearest-name.ts';
import type { Plugin } from '../plugin/plugin.ts';

/** What a config says about plugins. */
export interface PluginSource {
  readonly plugins: unknown;
  readonly without: unknown;
  /** Those that are there unless the config says otherwise. */
  readonly batteries: readonly Plugin[];
}

/** The plugins of an app, each after those that it needs, else in the order of declaration. Reports duplicates and missing needs. */
export function resolvePlugins({ plugins, without, batteries }: PluginSource, problems: ProblemList): readonly Plugin[] {
  const named = readPlugins(plugins, problems);
  const excluded = readWithout({ without, batteries, named }, problems);
  const kept = batteries.filter(({ name }) => !excluded.has(name) && !named.has(name));
  const all = new Map([...kept, ...named.values()].map((plugin) => [plugin.name, plugin]));
  for (const { name, needs = [] } of all.values()) {
    for (const need of needs) {
      if (all.has(need)) continue;
      const hint = excluded.has(need) ? `Take "${need}" out of without, or "${name}" in.` : nameHint(need, all.keys());
      problems.add(`plugins.${name}.needs`, `needs a plugin that is not there ("${need}")`, hint);
    }
  }
  return inOrder(all, problems);
}

function readPlugins(written: unknown, problems: ProblemList): Map<string, Plugin> {
  const named = new Map<string, Plugin>();
  if (written === undefined) return named;
  if (!Array.isArray(written)) {
    problems.add('plugins', `must be a list of plugins (got ${describeValue(written)})`);
    return named;
  }
  for (const [position, plugin] of written.entries()) {
    const path = `plugins.${position}`;
    if (typeof plugin === 'function') problems.add(path, 'is a function that makes a plugin', 'Call it, for example webhooks().');
    else if (!isPlugin(plugin)) problems.add(path, `must be a plugin with a name (got ${describeValue(plugin)})`);
    else if (named.has(plugin.name)) problems.add(path, `is a second plugin of the name "${plugin.name}"`);
    else named.set(plugin.name, plugin);
  }
  return named;
}

function isPlugin(value: unknown): value is Plugin {
  return isPlainObject(value) && typeof value.name === 'string' && /^[a-z][A-Za-z0-9-]*$/.test(value.name);
}

interface WithoutSource {
  readonly without: unknown;
  readonly batteries: readonly Plugin[];
  readonly named: ReadonlyMap<string, Plugin>;
}

function readWithout({ without, batteries, named }: WithoutSource, problems: ProblemList): ReadonlySet<string> {
  if (without === undefined) return new Set();
  if (!Array.isArray(without)) {
    problems.add('without', `must be a list of names of plugins (got ${describeValue(without)})`);
    return new Set();
  }
  const names = batteries.map(({ name }) => name);
  for (const [position, name] of without.entries()) {
    if (named.has(name)) problems.add(`without.${position}`, `takes out "${name}", which plugins puts in`);
    else if (!names.includes(name))
      problems.add(`without.${position}`, `names no plugin that is on by default (${describeValue(name)})`, nameHint(String(name), names));
  }
  return new Set(without);
}

function inOrder(all: ReadonlyMap<string, Plugin>, problems: ProblemList): readonly Plugin[] {
  const ordered = new Set<Plugin>();
  const visit = (plugin: Plugin, trail: readonly string[]): void => {
    if (ordered.has(plugin)) return;
    if (trail.includes(plugin.name)) {
      problems.add(`plugins.${plugin.name}.needs`, `goes in a circle (${[...trail, plugin.name].join(' > ')})`);
      return;
    }
    for (const need of plugin.needs ?? []) {
      const needed = all.get(need);
      if (needed) visit(needed, [...trail, plugin.name]);
    }
    ordered.add(plugin);
  };
  for (const plugin of all.values()) visit(plugin, []);
  return [...ordered];
}
