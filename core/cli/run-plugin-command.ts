import { type ArgsDef, parseArgs, renderUsage } from 'citty';
import { type App, createApp } from '../app.ts';
import { loadConfig } from '../config/load-config.ts';
import type { PluginCommand } from '../plugin/plugin.ts';
import { askSecret } from './ask-secret.ts';
import { checkArguments } from './check-arguments.ts';
import { toUsage } from './command.ts';
import { didYouMean } from './did-you-mean.ts';
import { findConfig } from './find-config.ts';
import { serverFlags } from './server-flags.ts';
import { UsageError } from './usage-error.ts';

const place = {
  config: serverFlags.config,
  data: serverFlags.data,
  migrate: { type: 'boolean', description: 'First bring the database to what is declared' },
} as const satisfies ArgsDef;

/** Runs a command of two words that a plugin of the app adds. The app is made for it, and ends with it; it is not served. */
export async function runPluginCommand(words: readonly [string, string], typed: readonly string[]): Promise<void> {
  const { config, data, migrate = false } = parseArgs<typeof place>([...typed], place);
  const app = await createApp(await loadConfig(findConfig(config)), { migrate, ...(data !== undefined && { data }) });
  try {
    await runOn(app, words.join(' '), typed);
  } finally {
    await app.close();
  }
}

async function runOn({ commands }: App, name: string, typed: readonly string[]): Promise<void> {
  const names = commands.map((command) => command.name);
  const command = commands.find((one) => one.name === name);
  if (!command) throw new UsageError(`There is no command "${name}".${didYouMean(name, names)} "plinth --help" lists all.`);
  const args = { ...command.flags, ...place } as ArgsDef;
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  if (typed.includes('--help') || typed.includes('-h')) return print(await usageOf(command, args));
  checkArguments(typed, args);
  await command.run(parseArgs([...typed], args) as Parameters<PluginCommand['run']>[0], { print, askSecret });
}

function usageOf({ name, description }: PluginCommand, args: ArgsDef): Promise<string> {
  return renderUsage(toUsage({ name, description, args, run() {} }), { meta: { name: 'plinth' } });
}
