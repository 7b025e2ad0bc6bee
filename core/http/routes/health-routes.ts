import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors.ts';
import type { ServerParts } from '../server-parts.ts';
import { undocumented } from '../undocumented.ts';

/** `GET /api/health` says that the process lives; `GET /api/health/ready` whether it can serve. Neither asks who the caller is. */
export function addHealthRoutes(app: FastifyInstance, parts: Pick<ServerParts, 'ready'>): void {
  app.get('/api/health', undocumented, () => Promise.resolve({ status: 'ok' }));
  app.get('/api/health/ready', undocumented, async () => {
    try {
      await parts.ready();
    } catch (cause) {
      throw new AppError('unavailable', {}, { cause });
    }
    return { status: 'ok' };
  });
}
