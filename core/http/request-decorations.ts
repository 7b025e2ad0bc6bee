import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { anonymous, type Caller } from '../caller.ts';
import type { Records } from '../records/records.ts';
import type { ServerParts } from './server-parts.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; anonymous where nobody knew. */
    caller: Caller;
    /** The guarded verbs, as the caller. */
    readonly records: Records;
  }
  interface FastifyReply {
    /** Applies the caller's field rules to rows of a collection that were fetched otherwise. Answers them; it does not send. */
    records(collection: string, rows: readonly Record<string, unknown>[]): Promise<Record<string, unknown>[]>;
  }
}

/** Gives every request its caller and its verbs. */
export function decorateRequests(app: FastifyInstance, parts: ServerParts): void {
  // Kept beside the request: most requests use the verbs once, and a field for them would be on every request.
  const made = new WeakMap<FastifyRequest, Records>();
  // Fastify takes no object here, so that requests cannot share one by mistake; this one is frozen.
  app.decorateRequest('caller', null as unknown as Caller);
  app.addHook('onRequest', (request, _reply, done) => {
    request.caller = anonymous;
    done();
  });
  app.decorateRequest('records', {
    getter(this: FastifyRequest) {
      const present = made.get(this) ?? parts.recordsAs(this.caller);
      made.set(this, present);
      return present;
    },
  });
  app.decorateReply('records', function records(this: FastifyReply, collection: string, rows: readonly Record<string, unknown>[]) {
    return parts.recordView(this.request.caller, collection, rows);
  });
}
