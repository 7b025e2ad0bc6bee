import pg from 'pg';
import type { DatabaseLog } from './database-log.ts';

const reconnectMilliseconds = 1000;

/** What a process listens to, and with what. */
export interface WatchOptions {
  readonly url: string;
  readonly channel: string;
  readonly log: DatabaseLog;
}

/** Listens on a connection of its own; after a loss it connects again, and calls `run` then, for something may have been missed. */
export class PostgresWatch {
  readonly #options: WatchOptions;
  readonly #run: () => void;
  #client: pg.Client | undefined;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WatchOptions, run: () => void) {
    this.#options = options;
    this.#run = run;
  }

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#options.url, application_name: 'plinth watch' });
    client.on('notification', () => this.#run());
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, undefined));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(this.#options.channel)}`);
    } catch (error) {
      this.#lost(client, error);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#client?.end();
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = undefined;
    this.#options.log.warn(
      { err: error },
      'The connection that listens for changes was lost; readers look by themselves until it is back.',
    );
    client.end().catch(() => {
      // It is lost already; there is nothing to tell.
    });
    this.#timer = setTimeout(() => {
      void this.start().then(() => this.#run());
    }, reconnectMilliseconds);
    this.#timer.unref();
  }
}
