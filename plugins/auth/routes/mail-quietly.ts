import { randomBytes } from 'node:crypto';
import type { Records } from '../../../core/index.ts';
import type { ClientInfo } from '../client-info.ts';
import type { LinkMail } from '../mails.ts';
import type { PasswordHasher } from '../passwords/password-hasher.ts';
import { writeEvent } from '../trail.ts';
import type { RouteContext } from './route-context.ts';

/** Somebody asks for a mail to an address. */
export interface MailRequest {
  /** In its stored form. */
  readonly email: string;
  readonly redirect: string | undefined;
  readonly client: ClientInfo;
  readonly hasher: PasswordHasher | undefined;
}

/**
 * Mails a link to an address, if `decide` finds that it is to be. Whoever asks learns nothing of that: the limits count every address alike,
 * and one hash is worked out meanwhile, beside which the writing of a mail takes no time.
 */
export async function mailQuietly(
  { parts, collection }: RouteContext,
  { email, redirect, client, hasher }: MailRequest,
  decide: (records: Records) => Promise<Pick<LinkMail, 'purpose' | 'account'> | undefined>,
): Promise<void> {
  parts.mails.checkRedirect(redirect);
  parts.attempts.take(parts.kinds.mail(collection.name, email), parts.kinds.request(client.ip));
  const writing = parts.host.records.transaction(async (records) => {
    const mail = await decide(records);
    const event = { action: 'ask-for-mail', collection: collection.name, account: mail?.account ?? null, client };
    await writeEvent(records, mail ? event : { ...event, result: 'failure', reason: 'no-mail' });
    if (mail) await parts.mails.sendLink(records, { ...mail, collection: collection.name, email, redirect });
  });
  await Promise.all([writing, hasher?.hash(randomBytes(12).toString('base64url'))]);
}
