// The process that serves under `plinth dev`. It is a process of its own so that nothing of the code before a change lives on after it.
import type { App } from '../app.ts';
import type { FromServer, ToServer } from './dev-messages.ts';
import { loadCompiler } from './import-typescript.ts';
import { openApp } from './open-app.ts';
import { printAddresses } from './print-addresses.ts';
import { reportFailure } from './report-failure.ts';

let app: App | undefined;

async function obey(message: ToServer): Promise<void> {
  if (message.do === 'prepare') {
    app = await openApp(message.flags, { migrate: true, development: true });
    const ready: FromServer = 'ready';
    process.send?.(ready);
  } else if (message.do === 'listen') {
    const url = await app?.listen();
    if (message.again) process.stdout.write(`Serving the change at ${url}\n`);
    else printAddresses(String(url));
  } else {
    if (app) await app.close();
    process.exit(0);
  }
}

function hear(message: ToServer): void {
  obey(message).catch((error: unknown) => process.exit(reportFailure(error)));
}

// Ctrl-C reaches the whole group of processes; the one that watches says when to stop.
process.on('SIGINT', () => {});
process.on('message', hear);
process.on('disconnect', () => hear({ do: 'close' }));
loadCompiler();
