// The process that serves under `plinth dev`. It is a process of its own so that nothing of the code before a change lives on after it.
import type { App } from '../app.ts';
import type { FromServer, ToServer } from './dev-messages.ts';
import { openApp } from './open-app.ts';
import { printAddresses } from './print-addresses.ts';
import { reportFailure } from './report-failure.ts';
import type { ServerFlags } from './server-flags.ts';

async function prepare(flags: ServerFlags): Promise<void> {
  const app = await openApp(flags, { migrate: true, development: true });
  process.on('message', (message: ToServer) => {
    obey(message, app).catch(fail);
  });
  process.on('disconnect', () => {
    obey('close', app).catch(fail);
  });
  const ready: FromServer = 'ready';
  process.send?.(ready);
}

async function obey(message: ToServer, app: App): Promise<void> {
  if (message === 'listen') return printAddresses(await app.listen());
  await app.close();
  process.exit(0);
}

function fail(error: unknown): void {
  process.exit(reportFailure(error));
}

// Ctrl-C reaches the whole group of processes; the one that watches says when to stop.
process.on('SIGINT', () => {});
prepare(JSON.parse(process.argv[2] ?? '{}') as ServerFlags).catch(fail);
