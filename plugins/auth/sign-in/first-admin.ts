import { AppError } from '../../../core/index.ts';
import { createAdministrator, hasAdministrator, prepareAdministrator } from '../accounts/administrators.ts';
import type { AuthParts } from '../auth-parts.ts';
import { names } from '../collections/names.ts';
import { consumeOnce, createSecret } from '../tokens/consume-once.ts';
import { writeEvent } from '../trail.ts';
import { completeSignIn, openSession, type SignedIn } from './sign-in.ts';
import type { SignUpRequest } from './sign-up.ts';

const purpose = 'first-admin';
const hours = 24;

/** Where the environment names the first administrator. */
export interface NamedAdministrator {
  readonly email: string | undefined;
  readonly password: string | undefined;
}

/**
 * Sees to it, while there is no administrator, that there can be one: makes the one that the environment names, or tells a link that works
 * once. There is never an open page for it.
 */
export async function readyFirstAdmin(parts: AuthParts, { email, password }: NamedAdministrator): Promise<void> {
  const { host } = parts;
  if (await hasAdministrator(host.records)) return;
  if (email !== undefined && password !== undefined) {
    await makeNamed(parts, { email, password });
    return;
  }
  const expiresAt = new Date(host.now().getTime() + hours * 3_600_000);
  const secret = await createSecret(host.records, { purpose, collection: names.admins, account: null, email: null, expiresAt });
  const link = `${host.settings.publicUrl}/admin/${purpose}?token=${secret}`;
  const ways = `with "plinth admin create", or within ${hours} hours by POST /api/auth/${names.admins}/sign-up with email, password and setupToken`;
  host.log.info({ link }, `There is no administrator yet. Make the first one ${ways}, which is the token of the link.`);
}

/** Of several processes that start at once, one makes it. */
async function makeNamed(parts: AuthParts, named: { readonly email: string; readonly password: string }): Promise<void> {
  const administrator = await prepareAdministrator(parts, named);
  try {
    await parts.host.records.transaction(async (records) => {
      const account = await createAdministrator(parts, records, administrator);
      await writeEvent(records, { action: 'first-admin', collection: names.admins, account, method: 'environment' });
    });
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'unique_violation')) throw error;
  }
}

/** Makes the first administrator for whoever holds the link, and signs him in. */
export async function signUpFirstAdmin(parts: AuthParts, request: SignUpRequest & { readonly setupToken: string }): Promise<SignedIn> {
  const { collection, email, password, data, client, setupToken } = request;
  const [unknown] = Object.keys(data);
  if (unknown !== undefined) throw new AppError('unknown_field', { detail: `There is no field "${unknown}" here.` });
  const use = { secret: setupToken, purposes: [purpose], collection: collection.name, now: parts.host.now() } as const;
  const open = await parts.attempts.guess([parts.kinds.address(client.ip)], async () => {
    const administrator = await prepareAdministrator(parts, { email, password });
    return parts.host.records.transaction(async (records) => {
      if (!(await consumeOnce(records, use)) || (await hasAdministrator(records))) throw new AppError('code_invalid');
      // Every process may have told a link of its own; the first to be used is the last.
      await records.deleteMany(names.secrets, { purpose });
      const account = await createAdministrator(parts, records, administrator);
      await writeEvent(records, { action: 'first-admin', collection: collection.name, account, method: 'link', client });
      return openSession(parts, records, { collection, account, method: 'password', client });
    });
  });
  return completeSignIn(parts, open);
}
