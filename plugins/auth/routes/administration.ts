import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../core/index.ts';
import { changeCredential, isBanned } from '../accounts/credential.ts';
import { accountById } from '../accounts/find-account.ts';
import { clientInfo } from '../client-info.ts';
import { names } from '../collections/names.ts';
import { completeSignIn, openSession, type SignedIn } from '../sign-in/sign-in.ts';
import { endSecrets } from '../tokens/consume-once.ts';
import { everyLeaseOver } from '../tokens/lease.ts';
import { endSessions } from '../tokens/sessions.ts';
import { writeEvent } from '../trail.ts';
import { readBody } from './read-body.ts';
import { type RouteContext, requireAdmin, routeOptions } from './route-context.ts';

const banBody = { optional: ['reason', 'until'] } as const;
const impersonateBody = { required: ['id'] } as const;
const impersonationAge = 60 * 60_000;

/** For administrators: `POST users/:id/ban|unban`, `POST impersonate` */
export function addAdministration(app: FastifyInstance, context: RouteContext): void {
  const { parts, collection } = context;
  const { host } = parts;
  app.post('/users/:id/ban', routeOptions(context, { summary: 'Ban an account', body: banBody }), async (request, reply) => {
    const by = requireAdmin(request.caller);
    const { reason = null, until } = readBody(request.body, banBody);
    const { id: account } = request.params as { readonly id: string };
    if (account === by) throw new AppError('conflict', { detail: 'You cannot ban yourself.' });
    const now = host.now();
    const ban = { bannedAt: now.toISOString(), bannedUntil: endOf(context, until), banReason: reason };
    await host.records.transaction(async (records) => {
      const of = await known(context, account);
      await changeCredential(records, of, ban);
      await endSessions(records, { account }, { because: 'ban', now });
      await endSecrets(records, account);
      await writeEvent(records, { action: 'ban', ...of, by, client: clientInfo(request) });
    });
    await everyLeaseOver();
    return reply.code(204).send();
  });
  app.post('/users/:id/unban', routeOptions(context, { summary: 'Let a banned account in again' }), async (request, reply) => {
    const by = requireAdmin(request.caller);
    readBody(request.body, {});
    const of = await known(context, (request.params as { readonly id: string }).id);
    await host.records.transaction(async (records) => {
      await changeCredential(records, of, { bannedAt: null, bannedUntil: null, banReason: null });
      await writeEvent(records, { action: 'unban', ...of, by, client: clientInfo(request) });
    });
    return reply.code(204).send();
  });
  if (!collection.admin) addImpersonate(app, context);
}

function addImpersonate(app: FastifyInstance, context: RouteContext): void {
  const { parts, collection } = context;
  const options = routeOptions(context, { summary: 'Speak as an account for an hour', body: impersonateBody });
  app.post('/impersonate', options, async (request): Promise<SignedIn> => {
    const impersonator = requireAdmin(request.caller);
    const { id: account } = readBody(request.body, impersonateBody);
    const client = clientInfo(request);
    const open = await parts.host.records.transaction(async (records) => {
      const of = await known(context, account);
      if (isBanned(await changeCredential(records, of, {}), parts.host.now()))
        throw new AppError('conflict', { detail: 'The account is banned.' });
      await writeEvent(records, { action: 'impersonate', ...of, by: impersonator, client });
      const session = { collection, account, method: 'impersonation', client, age: impersonationAge };
      return openSession(parts, records, { ...session, impersonator: impersonator ?? 'administrator' });
    });
    return completeSignIn(parts, open);
  });
}

async function known({ parts, collection }: RouteContext, id: string): Promise<{ readonly collection: string; readonly account: string }> {
  if (!(await accountById(parts.host.records, { collection: collection.name, id }))) throw new AppError('not_found');
  return { collection: collection.name, account: id };
}

/** When a ban ends; null is never. */
function endOf({ parts }: RouteContext, until: string | undefined): string | null {
  if (until === undefined) return null;
  const moment = parts.host.collections.get(names.credentials)?.fields.get('bannedUntil')?.normalize?.(until);
  if (typeof moment === 'string' && moment > parts.host.now().toISOString()) return moment;
  throw new AppError('validation_failed', { errors: [{ path: 'until', code: 'invalid_value', message: 'must be a moment to come' }] });
}
