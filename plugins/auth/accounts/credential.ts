import { randomUUID } from 'node:crypto';
import type { Records } from '../../../core/index.ts';
import { names } from '../collections/names.ts';

/** What is known of an account besides its record. */
export interface Credential {
  readonly id: string;
  readonly passwordHash: string | null;
  readonly passwordStamp: string | null;
  readonly bannedAt: string | null;
  readonly bannedUntil: string | null;
}

const fields = ['id', 'passwordHash', 'passwordStamp', 'bannedAt', 'bannedUntil'];

/** The credential of an account; undefined where it has none. */
export async function credentialOf(records: Records, account: string): Promise<Credential | undefined> {
  const { items } = await records.list(names.credentials, { where: { account }, fields, limit: 1 });
  return items[0] as Credential | undefined;
}

/**
 * Changes the credential of an account, and makes it where there is none; answers it. Until the calling transaction ends nobody else changes
 * it, so that whoever decides by it (a sign-in, a ban) decides alone.
 */
export async function changeCredential(
  records: Records,
  of: { readonly collection: string; readonly account: string },
  data: Readonly<Record<string, unknown>>,
): Promise<Credential> {
  const { count } = await records.updateMany(names.credentials, { account: of.account }, data);
  if (count === 0) await records.create(names.credentials, { ...of, ...data });
  return (await credentialOf(records, of.account)) as Credential;
}

/** What is stored with a new password, or with its absence. */
export function passwordData(passwordHash: string | null, now: Date): Readonly<Record<string, unknown>> {
  return { passwordHash, passwordChangedAt: now.toISOString(), passwordStamp: randomUUID() };
}

/** Whether the account may not sign in at the moment. */
export function isBanned({ bannedAt, bannedUntil }: Credential, now: Date): boolean {
  return bannedAt !== null && (bannedUntil === null || bannedUntil > now.toISOString());
}
