import type { Socket } from 'node:net';

/** Milliseconds that a client has to read its answer before the connection is cut. */
const patience = 1000;

/**
 * Ends a connection on which a client may still be sending what nobody will read. To close it at once would reset it, and the answer
 * would be lost on its way; so no more is read, and the client is given a moment to see what it was told.
 */
export function endGently(socket: Socket): void {
  stopReading(socket);
  socket.end();
  const cut = setTimeout(() => socket.destroy(), patience);
  socket.once('close', () => clearTimeout(cut));
}

/** Reads no more of a connection, for good: Node itself would read the rest of a body once it is answered. */
export function stopReading(socket: Socket): void {
  socket.on('resume', () => socket.pause());
  socket.pause();
}
