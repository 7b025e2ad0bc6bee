import { type App, createApp } from '../app.ts';
import { loadConfig } from '../config/load-config.ts';
import { findConfig } from './find-config.ts';
import { parsePort } from './parse-port.ts';
import { runSeed } from './seed.ts';
import type { ServerFlags } from './server-flags.ts';

/** How the two serving commands differ. */
export interface OpenMode {
  readonly migrate: boolean;
  readonly development: boolean;
}

/** Makes an app of the flags that were typed, ready to listen: config loaded, database brought up to date, seed planted. */
export async function openApp(flags: ServerFlags, mode: OpenMode): Promise<App> {
  const port = parsePort(flags.port);
  const path = findConfig(flags.config);
  const app = await createApp(await loadConfig(path), {
    ...mode,
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(port === undefined ? {} : { port }),
    ...(flags.data === undefined ? {} : { data: flags.data }),
  });
  printSchemaSteps(app);
  if (!flags.seed) return app;
  try {
    await runSeed(path, app.records);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

function printSchemaSteps({ migrated }: App): void {
  for (const { verdict, subject, sentence } of migrated.steps) {
    if (verdict === 'safe') process.stdout.write(`schema  ${subject}: ${sentence}\n`);
  }
}
