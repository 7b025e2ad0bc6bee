import { dirname, resolve } from 'node:path';
import { parseArgs } from 'citty';
import type { Command } from '../command.ts';
import { DevServers } from '../dev-servers.ts';
import { findConfig } from '../find-config.ts';
import { parsePort } from '../parse-port.ts';
import { serverFlags } from '../server-flags.ts';
import { stopOnSignal } from '../stop-on-signal.ts';
import { watchFolder } from '../watch-folder.ts';

/** `plinth dev`: serves, applies safe schema steps, and starts again when a file changes. */
export const dev: Command = {
  name: 'dev',
  description: 'Serve the app and start again at every change; safe schema steps are applied',
  args: serverFlags,
  run(typed) {
    const { config, host, port, data, seed } = parseArgs<typeof serverFlags>([...typed], serverFlags);
    parsePort(port);
    const folder = dirname(findConfig(config));
    const servers = new DevServers({ config, host, port, data, seed }, (line) => process.stdout.write(`${line}\n`));
    const unwatch = watchFolder({
      folder,
      ignore: data === undefined ? [] : [resolve(data)],
      onChange: () => servers.replace(),
    });
    stopOnSignal(async () => {
      unwatch();
      await servers.stop();
    });
    servers.replace();
  },
};
