import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import type { Records } from '../records/records.ts';
import type { ServerParts } from './server-parts.ts';

/** Gives every request its caller and its verbs. */
export function decorateRequests(app: FastifyInstance, parts: ServerParts): void {
  // Kept beside the request: most requests use the verbs once, and a field for them would be on every request.
  const made = new WeakMap<FastifyRequest, Records>();
  // Fastify takes no object here, so that requests cannot share one by mistake; the first hook of every request sets the frozen one.
  app.decorateRequest('caller', null as unknown as Caller);
  app.decorateRequest('records', {
    getter(this: FastifyRequest) {
      const present = made.get(this) ?? parts.recordsAs(this.caller, this.id);
      made.set(this, present);
      return present;
    },
  });
  app.decorateReply('records', function records(this: FastifyReply, collection: string, rows: readonly Record<string, unknown>[]) {
    return parts.recordView(this.request.caller, collection, rows);
  });
}
