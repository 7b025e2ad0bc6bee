// What can a person type? This room turns words into calls of the app; it knows everything below it, and nothing knows it.
import { readFileSync } from 'node:fs';
import { type CommandDef, renderUsage } from 'citty';
import { checkArguments } from './check-arguments.ts';
import { type Command, toUsage } from './command.ts';
import { didYouMean } from './did-you-mean.ts';
import { reportFailure } from './report-failure.ts';
import { runPluginCommand } from './run-plugin-command.ts';
import { UsageError } from './usage-error.ts';

/** Loaded when they are called: `plinth dev` must not wait for a server that it does not run itself. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).start,
  dev: async () => (await import('./commands/dev.ts')).dev,
  init: async () => (await import('./commands/init.ts')).init,
};

async function plinth(): Promise<CommandDef> {
  const whole: Command = {
    name: 'plinth',
    description: 'A self-hosted backend platform',
    args: { version: { type: 'boolean', description: 'Print the version' } },
    run() {},
  };
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  return { ...toUsage(whole), subCommands: Object.fromEntries(loaded.map((command) => [command.name, toUsage(command)])) };
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function run([name, ...typed]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') return print(await renderUsage(await plinth()));
  if (name === '--version' || name === '-v') return print(version());
  if (name.startsWith('-')) throw new UsageError(`There is no flag ${name}.${didYouMean(name, ['--help', '--version'])}`);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const [second] = typed;
  if (!load && second !== undefined && !second.startsWith('-')) return runPluginCommand([name, second], typed.slice(1));
  if (!load) throw new UsageError(`There is no command "${name}".${didYouMean(name, Object.keys(commands))} "plinth --help" lists all.`);
  const command = await load();
  if (typed.includes('--help') || typed.includes('-h')) return print(await renderUsage(toUsage(command), { meta: { name: 'plinth' } }));
  checkArguments(typed, command.args);
  await command.run(typed);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.exit(reportFailure(error));
}
