import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../../core/index.ts';
import { clientInfo } from '../client-info.ts';
import { names } from '../collections/names.ts';
import { everyLeaseOver } from '../tokens/lease.ts';
import { digestOf } from '../tokens/secret-text.ts';
import { endSessions } from '../tokens/sessions.ts';
import { writeEvent } from '../trail.ts';
import { readBody } from './read-body.ts';
import { type RouteContext, requireAccount, routeOptions } from './route-context.ts';

const body = { optional: ['refreshToken'] } as const;

/** `POST sign-out`: ends the session of the access token, or, where none came along, that of a refresh token. */
export function addSignOut(app: FastifyInstance, context: RouteContext): void {
  const { parts, collection } = context;
  const { host } = parts;
  app.post('/sign-out', routeOptions(context, { summary: 'End the session', body }), async (request, reply) => {
    const { refreshToken } = readBody(request.body, body);
    const { id, account } = await sessionOf(context, request, refreshToken);
    await host.records.transaction(async (records) => {
      const count = await endSessions(records, { id, account }, { because: 'sign-out', now: host.now() });
      if (count > 0) await writeEvent(records, { action: 'sign-out', collection: collection.name, account, client: clientInfo(request) });
    });
    await everyLeaseOver();
    return reply.code(204).send();
  });
}

async function sessionOf(
  context: RouteContext,
  { caller }: FastifyRequest,
  refreshToken: string | undefined,
): Promise<{ id: string; account: string }> {
  const { parts, collection } = context;
  if (caller.id !== undefined || refreshToken === undefined) {
    const account = requireAccount(context, caller);
    const session = parts.callers.sessionOf(caller);
    if (!session) throw new AppError('unauthorized');
    return { id: session.id, account };
  }
  const where = { digest: digestOf(refreshToken), session: { collection: collection.name } };
  const { items } = await parts.host.records.list(names.refreshTokens, {
    where,
    fields: ['session'],
    expand: { session: { fields: ['id', 'account'] } },
    limit: 1,
  });
  const session = items[0]?.session;
  if (!session) throw new AppError('invalid_token');
  return session as { id: string; account: string };
}
