/** What the process that watches says to the process that serves. */
export type ToServer = 'listen' | 'close';

/** What the process that serves says back. `ready`: everything but the port is done, so the one before it can go. */
export type FromServer = 'ready';
