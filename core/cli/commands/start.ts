import { parseArgs } from 'citty';
import type { Command } from '../command.ts';
import { openApp } from '../open-app.ts';
import { printAddresses } from '../print-addresses.ts';
import { serverFlags } from '../server-flags.ts';
import { stopOnSignal } from '../stop-on-signal.ts';

const args = {
  ...serverFlags,
  migrate: { type: 'boolean', description: 'First bring the database to what is declared' },
} as const;

/** `plinth start`: serves until it is told to stop. */
export const start: Command = {
  name: 'start',
  description: 'Serve the app',
  args,
  async run(typed) {
    const { migrate, ...flags } = parseArgs<typeof args>([...typed], args);
    const app = await openApp(flags, { migrate: migrate ?? false, development: false });
    const url = await app.listen();
    stopOnSignal(() => app.close());
    printAddresses(url);
  },
};
