import type { Records } from '../../../core/index.ts';
import { names } from '../collections/names.ts';
import type { Purpose } from '../collections/session-data.ts';
import { digestOf, newSecret } from './secret-text.ts';

/** What a secret stands for. */
export interface SecretClaim {
  readonly purpose: Purpose;
  readonly collection: string;
  readonly account: string | null;
  readonly email: string | null;
  readonly session: string | null;
}

/** A secret that is to be made. */
export interface NewSecret extends Omit<SecretClaim, 'session'> {
  readonly session?: string | null;
  readonly expiresAt: Date;
}

/** Keeps a new secret that works once, and answers it: it is stored nowhere. Earlier ones of the account for the same purpose end. */
export async function createSecret(records: Records, { expiresAt, ...claim }: NewSecret): Promise<string> {
  const secret = newSecret();
  const { account, purpose } = claim;
  if (account !== null) await records.deleteMany(names.secrets, { account, purpose });
  await records.create(names.secrets, { ...claim, digest: digestOf(secret), expiresAt: expiresAt.toISOString() });
  return secret;
}

/** Which secret is to be used up. */
export interface SecretUse {
  readonly secret: string;
  readonly purposes: readonly Purpose[];
  readonly collection: string;
  readonly now: Date;
}

/**
 * Uses a secret up, and answers what it stands for; undefined where it is wrong, used or expired. However many try at once, one of them gets
 * the answer: the row is taken away by the one write that decides. Where the calling transaction is rolled back, the secret is as it was.
 */
export function consumeOnce(records: Records, { secret, purposes, collection, now }: SecretUse): Promise<SecretClaim | undefined> {
  const where = { digest: digestOf(secret), purpose: { in: purposes }, collection, expiresAt: { gt: now.toISOString() } };
  return records.transaction(async (inside) => {
    const fields = ['id', 'purpose', 'collection', 'account', 'email', 'session'];
    const [found] = (await inside.list(names.secrets, { where, fields, limit: 1 })).items;
    if (!found) return undefined;
    const { count } = await inside.deleteMany(names.secrets, { id: found.id, ...where });
    return count === 1 ? (found as unknown as SecretClaim) : undefined;
  });
}

/** Ends every secret of an account. */
export async function endSecrets(records: Records, account: string): Promise<void> {
  await records.deleteMany(names.secrets, { account });
}
