import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../core/index.ts';
import { clientInfo } from '../client-info.ts';
import { names } from '../collections/names.ts';
import { everyLeaseOver } from '../tokens/lease.ts';
import { endSessions } from '../tokens/sessions.ts';
import { writeEvent } from '../trail.ts';
import { readBody } from './read-body.ts';
import { type RouteContext, requireAccount, requireOwnSession, routeOptions } from './route-context.ts';

const shown = ['id', 'method', 'device', 'ip', 'createdAt', 'lastUsedAt', 'expiresAt'];

/** `GET sessions`, `DELETE sessions/:id`, `DELETE sessions` */
export function addSessions(app: FastifyInstance, context: RouteContext): void {
  const { parts } = context;
  const { host } = parts;
  app.get('/sessions', routeOptions(context, { summary: 'List the sessions of the account' }), async (request) => {
    const account = requireAccount(context, request.caller);
    const current = parts.callers.sessionOf(request.caller)?.id;
    const where = { account, revokedAt: null, expiresAt: { gt: host.now().toISOString() } };
    const { items } = await host.records.list(names.sessions, { where, fields: shown, sort: '-lastUsedAt', limit: 500 });
    return { items: items.map((session) => ({ ...session, current: session.id === current })) };
  });
  const end = async (account: string, where: Readonly<Record<string, unknown>>, client: ReturnType<typeof clientInfo>): Promise<number> => {
    const count = await host.records.transaction(async (records) => {
      const ended = await endSessions(records, { ...where, account }, { because: 'sign-out', now: host.now() });
      await writeEvent(records, { action: 'sign-out', collection: context.collection.name, account, client });
      return ended;
    });
    await everyLeaseOver();
    return count;
  };
  app.delete('/sessions/:id', routeOptions(context, { summary: 'End one session' }), async (request, reply) => {
    const { account } = requireOwnSession(context, request.caller);
    readBody(request.body, {});
    const { id } = request.params as { readonly id: string };
    if ((await end(account, { id }, clientInfo(request))) === 0) throw new AppError('not_found');
    return reply.code(204).send();
  });
  app.delete('/sessions', routeOptions(context, { summary: 'End all other sessions' }), async (request, reply) => {
    const { account, session } = requireOwnSession(context, request.caller);
    readBody(request.body, {});
    await end(account, { id: { ne: session.id } }, clientInfo(request));
    return reply.code(204).send();
  });
}
