import type { Settings } from './config/settings.ts';
import type { Database } from './database/database.ts';
import { type Chore, startHousekeeping } from './housekeeping.ts';
import type { Logger } from './plugin/plugin.ts';
import type { Contributions } from './plugin/plugin-host.ts';

/** What starts and stops with an app. */
export interface Running {
  readonly settings: Settings;
  readonly server: { listen(at: { host: string; port: number }): Promise<string>; close(): Promise<unknown> };
  readonly database: Database;
  readonly contributions: Contributions;
  readonly changes: { stop(): Promise<void> };
  readonly chores: readonly Chore[];
  readonly log: Logger;
}

/** The two ends of a running app. */
export interface Lifecycle {
  /** Starts plugins and listens; answers the address. */
  listen(): Promise<string>;
  /** Does the regular work once, now: trims the change log, purges the trash. While the app listens it is done every hour. */
  doChores(): Promise<void>;
  /** Finishes running requests, stops plugins, closes the database. */
  close(): Promise<void>;
}

/** How an app begins and ends: what was started last is stopped first, the database at the very end. */
export function lifecycle({ settings, server, database, contributions, changes, chores, log }: Running): Lifecycle {
  let closing: Promise<void> | undefined;
  let stopChores = async (): Promise<void> => {};
  return {
    listen: async () => {
      for (const run of contributions.onStart) await run();
      stopChores = startHousekeeping(chores, log);
      return server.listen({ host: settings.host, port: settings.port });
    },
    doChores: async () => {
      for (const chore of chores) await chore.run();
    },
    close: () => {
      closing ??= (async () => {
        await server.close();
        for (const run of contributions.onStop) await run();
        await stopChores();
        await changes.stop();
        await database.close();
      })();
      return closing;
    },
  };
}
