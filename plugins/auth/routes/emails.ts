import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError, type Records } from '../../../core/index.ts';
import { type Account, accountById, findAccount } from '../accounts/find-account.ts';
import { passwordsOf } from '../auth-parts.ts';
import { type ClientInfo, clientInfo } from '../client-info.ts';
import { confirmPassword } from '../sign-in/confirm-password.ts';
import { consumeOnce, endSecrets } from '../tokens/consume-once.ts';
import { everyLeaseOver } from '../tokens/lease.ts';
import { endSessions } from '../tokens/sessions.ts';
import { writeEvent } from '../trail.ts';
import { mailQuietly } from './mail-quietly.ts';
import { readBody } from './read-body.ts';
import { type RouteContext, requireAccount, requireOwnSession, routeOptions, storedEmail } from './route-context.ts';

const sendBody = { optional: ['email', 'redirect'] } as const;
const verifyBody = { required: ['token'] } as const;
const changeBody = { required: ['email', 'password'], optional: ['redirect'] } as const;

/** `POST email/verify/send`, `POST email/verify`, `POST email/change` */
export function addEmails(app: FastifyInstance, context: RouteContext): void {
  const { parts, collection } = context;
  app.post(
    '/email/verify/send',
    routeOptions(context, { summary: 'Ask for a mail that proves the address', body: sendBody }),
    async (request, reply) => {
      const { email: written, redirect } = readBody(request.body, sendBody);
      const email = await addressOf(context, request, written);
      const hasher = passwordsOf(parts, collection)?.hasher;
      await mailQuietly(context, { email, redirect, client: clientInfo(request), hasher }, async (records) => {
        const account = await findAccount(records, { collection: collection.name, email });
        return account && !account.emailVerified ? { purpose: 'verify-email', account: account.id } : undefined;
      });
      return reply.code(202).send({});
    },
  );
  const verify = routeOptions(context, { summary: 'Prove an address with the secret of a mail', body: verifyBody, ignoresToken: true });
  app.post('/email/verify', verify, async (request, reply) => {
    const { token } = readBody(request.body, verifyBody);
    const client = clientInfo(request);
    await parts.attempts.guess([parts.kinds.address(client.ip)], () => verifyEmail(context, token, client));
    return reply.code(204).send();
  });
  app.post(
    '/email/change',
    routeOptions(context, { summary: 'Ask for a mail that changes the address', body: changeBody }),
    async (request, reply) => {
      const { account, session } = requireOwnSession(context, request.caller);
      const { email: written, password, redirect } = readBody(request.body, changeBody);
      const wish = { account, session: session.id, email: storedEmail(context, written), redirect };
      await askForChange(context, { ...wish, password, client: clientInfo(request) });
      return reply.code(202).send({});
    },
  );
}

/** Whoever is signed in may leave his own address out. */
async function addressOf(context: RouteContext, { caller }: FastifyRequest, written: string | undefined): Promise<string> {
  if (written !== undefined) return storedEmail(context, written);
  const id = requireAccount(context, caller);
  const own = await accountById(context.parts.host.records, { collection: context.collection.name, id });
  if (!own) throw new AppError('unauthorized');
  return own.email;
}

interface ChangeWish {
  readonly account: string;
  readonly session: string;
  readonly email: string;
  readonly password: string;
  readonly redirect: string | undefined;
  readonly client: ClientInfo;
}

/** The new address gets a link. Where it is another account's, its owner is told instead, and whoever asks cannot tell. */
async function askForChange({ parts, collection }: RouteContext, wish: ChangeWish): Promise<void> {
  const { account, session, email, password, redirect, client } = wish;
  parts.mails.checkRedirect(redirect);
  parts.attempts.take(parts.kinds.mail(collection.name, email), parts.kinds.request(client.ip));
  await confirmPassword(parts, { collection, account, password, client });
  await parts.host.records.transaction(async (records) => {
    const taken = await findAccount(records, { collection: collection.name, email });
    await writeEvent(records, { action: 'ask-for-email-change', collection: collection.name, account, client });
    if (taken) await parts.mails.tell(email, 'sign-up-notice');
    else await parts.mails.sendLink(records, { purpose: 'change-email', collection: collection.name, account, email, session, redirect });
  });
}

async function verifyEmail(context: RouteContext, token: string, client: ClientInfo): Promise<void> {
  const { parts, collection } = context;
  const changed = await parts.host.records.transaction(async (records) => {
    const purposes = ['verify-email', 'change-email'] as const;
    const claim = await consumeOnce(records, { secret: token, purposes, collection: collection.name, now: parts.host.now() });
    const own = claim?.account && (await accountById(records, { collection: collection.name, id: claim.account }));
    if (!own || claim.email === null) throw new AppError('code_invalid');
    if (claim.purpose === 'verify-email') await confirmAddress(context, records, { own, email: claim.email });
    else await changeAddress(context, records, { own, email: claim.email, session: claim.session });
    await writeEvent(records, { action: claim.purpose, collection: collection.name, account: own.id, client });
    return claim.purpose === 'change-email';
  });
  if (changed) await everyLeaseOver();
}

/** A secret proves the address that it was mailed to, and no later one. */
async function confirmAddress(
  { collection }: RouteContext,
  records: Records,
  { own, email }: { own: Account; email: string },
): Promise<void> {
  if (own.email !== email) throw new AppError('code_invalid');
  await records.update(collection.name, own.id, { data: { emailVerified: true } });
}

/** All other sessions end, and so do codes that went to the old address. */
async function changeAddress(
  { parts, collection }: RouteContext,
  records: Records,
  { own, email, session }: { own: Account; email: string; session: string | null },
): Promise<void> {
  await records.update(collection.name, own.id, { data: { email, emailVerified: true } });
  await endSecrets(records, own.id);
  await endSessions(records, { account: own.id, id: { ne: session } }, { because: 'email-change', now: parts.host.now() });
  await parts.mails.tell(own.email, 'email-changed', { email });
}
