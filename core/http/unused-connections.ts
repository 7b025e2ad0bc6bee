import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** When the app closes, ends connections on which nothing was ever sent. Browsers open some in advance; Node takes them for busy and waits. */
export function endUnusedConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  app.server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  app.addHook('preClose', (done) => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
}
