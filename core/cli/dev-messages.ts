import type { ServerFlags } from './server-flags.ts';

/** What the process that watches says to a process that serves. `prepare`: read the files as they are now, and do everything but listen. */
export type ToServer =
  | { readonly do: 'prepare'; readonly flags: ServerFlags }
  | { readonly do: 'listen'; readonly again: boolean }
  | { readonly do: 'close' };

/** What it says back when it is prepared, so that the one before it can go. */
export type FromServer = 'ready';
