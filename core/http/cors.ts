import type { FastifyCorsOptions } from '@fastify/cors';
import type { HttpSettings } from './server-parts.ts';

const localOrigin = /^https?:\/\/(?:localhost|[a-z0-9-]+\.localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Which origins may call from a browser; undefined where none may. `*` lets every origin call, without cookies. */
export function corsOptions({ cors, development }: HttpSettings): FastifyCorsOptions | undefined {
  if (cors.length === 0 && !development) return undefined;
  const open = cors.includes('*');
  const listed = new Set(cors.map((origin) => origin.replace(/\/$/, '').toLowerCase()));
  return {
    origin: open
      ? '*'
      : (origin, done) => done(null, origin !== undefined && (listed.has(origin) || (development && localOrigin.test(origin)))),
    credentials: !open,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['ETag', 'Idempotency-Replayed', 'Location', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
    strictPreflight: false,
  };
}
