import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../core/index.ts';
import { changeCredential } from '../accounts/credential.ts';
import { accountById, findAccount } from '../accounts/find-account.ts';
import { type ClientInfo, clientInfo } from '../client-info.ts';
import type { PasswordProvider } from '../passwords/password-provider.ts';
import { checkNewPassword } from '../passwords/password-rules.ts';
import { confirmPassword } from '../sign-in/confirm-password.ts';
import { setPassword } from '../sign-in/set-password.ts';
import { completeSignIn, openSession, type SignedIn } from '../sign-in/sign-in.ts';
import { consumeOnce } from '../tokens/consume-once.ts';
import { everyLeaseOver } from '../tokens/lease.ts';
import { writeEvent } from '../trail.ts';
import { mailQuietly } from './mail-quietly.ts';
import { readBody } from './read-body.ts';
import { type RouteContext, requireOwnSession, routeOptions, storedEmail } from './route-context.ts';

const changeBody = { required: ['currentPassword', 'password'] } as const;
const forgotBody = { required: ['email'], optional: ['redirect'] } as const;
const resetBody = { required: ['token', 'password'] } as const;

/** `POST password/change`, `POST password/forgot`, `POST password/reset` */
export function addPasswords(app: FastifyInstance, context: RouteContext, passwords: PasswordProvider): void {
  app.post('/password/change', routeOptions(context, { summary: 'Change the password', body: changeBody }), async (request) => {
    const { account } = requireOwnSession(context, request.caller);
    const texts = readBody(request.body, changeBody);
    return changePassword(context, passwords, { ...texts, account, client: clientInfo(request) });
  });
  const forgot = routeOptions(context, { summary: 'Ask for a mail to choose a new password', body: forgotBody, ignoresToken: true });
  app.post('/password/forgot', forgot, async (request, reply) => {
    const { email: written, redirect } = readBody(request.body, forgotBody);
    const email = storedEmail(context, written);
    await mailQuietly(context, { email, redirect, client: clientInfo(request), hasher: passwords.hasher }, async (records) => {
      const account = await findAccount(records, { collection: context.collection.name, email });
      return account && { purpose: 'reset-password', account: account.id };
    });
    return reply.code(202).send({});
  });
  const reset = routeOptions(context, { summary: 'Choose a new password with the secret of a mail', body: resetBody, ignoresToken: true });
  app.post('/password/reset', reset, async (request, reply) => {
    const texts = readBody(request.body, resetBody);
    const client = clientInfo(request);
    await context.parts.attempts.guess([context.parts.kinds.address(client.ip)], () =>
      resetPassword(context, passwords, { ...texts, client }),
    );
    return reply.code(204).send();
  });
}

interface PasswordChange {
  readonly account: string;
  readonly currentPassword: string;
  readonly password: string;
  readonly client: ClientInfo;
}

/** Every session ends, this one too; whoever changed the password goes on in a new one. */
async function changePassword({ parts, collection }: RouteContext, passwords: PasswordProvider, change: PasswordChange): Promise<SignedIn> {
  const { account, client } = change;
  const identity = await confirmPassword(parts, { collection, account, password: change.currentPassword, client });
  await checkNewPassword(change.password, passwords.rules);
  const passwordHash = await passwords.hasher.hash(change.password);
  const of = { collection: collection.name, account };
  const open = await parts.host.records.transaction(async (records) => {
    const credential = await changeCredential(records, of, {});
    if (credential.passwordStamp !== identity.basis) throw new AppError('invalid_credentials');
    await setPassword(parts, records, { ...of, passwordHash, because: 'password-change' });
    await writeEvent(records, { action: 'password-change', ...of, client });
    await parts.mails.tell(identity.email as string, 'password-changed');
    return openSession(parts, records, { collection, account, method: 'password', client });
  });
  await everyLeaseOver();
  return completeSignIn(parts, open);
}

interface PasswordReset {
  readonly token: string;
  readonly password: string;
  readonly client: ClientInfo;
}

/** Whoever got the mail has the address, so it counts as proven too. */
async function resetPassword({ parts, collection }: RouteContext, passwords: PasswordProvider, reset: PasswordReset): Promise<void> {
  await checkNewPassword(reset.password, passwords.rules);
  const passwordHash = await passwords.hasher.hash(reset.password);
  const email = await parts.host.records.transaction(async (records) => {
    const now = parts.host.now();
    const claim = await consumeOnce(records, { secret: reset.token, purposes: ['reset-password'], collection: collection.name, now });
    const own = claim?.account && (await accountById(records, { collection: collection.name, id: claim.account }));
    if (!own || own.email !== claim.email) throw new AppError('code_invalid');
    const of = { collection: collection.name, account: own.id };
    await setPassword(parts, records, { ...of, passwordHash, because: 'password-reset' });
    if (!own.emailVerified) await records.update(collection.name, own.id, { data: { emailVerified: true } });
    await writeEvent(records, { action: 'password-reset', ...of, client: reset.client });
    await parts.mails.tell(own.email, 'password-changed');
    return own.email;
  });
  parts.attempts.forgive(parts.kinds.account(collection.name, email));
  await everyLeaseOver();
}
