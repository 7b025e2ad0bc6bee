import type { ArgsDef } from 'citty';

/** The flags that `start` and `dev` share. None has a default here: what is not typed is decided by environment and config. */
export const serverFlags = {
  config: { type: 'string', description: 'The file that declares the app (plinth.config.ts)', valueHint: 'file' },
  host: { type: 'string', description: 'The address to listen on (127.0.0.1); 0.0.0.0 is every network', valueHint: 'address' },
  port: { type: 'string', description: 'The port to listen on (8090); 0 takes a free one', valueHint: 'number' },
  data: { type: 'string', description: 'The only folder that is written to (./data)', valueHint: 'folder' },
  seed: { type: 'boolean', description: 'Run the seed.ts beside the config before serving' },
} as const satisfies ArgsDef;

/** What was typed of them. */
export interface ServerFlags {
  readonly config?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly data?: string | undefined;
  readonly seed?: boolean | undefined;
}
