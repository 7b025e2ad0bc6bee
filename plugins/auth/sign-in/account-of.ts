import { AppError, type Records } from '../../../core/index.ts';
import { findAccount } from '../accounts/find-account.ts';
import type { AuthParts } from '../auth-parts.ts';
import { names } from '../collections/names.ts';
import type { Identity } from '../provider.ts';
import type { SignInRequest } from './sign-in-request.ts';
import { takeOver } from './take-over.ts';
import { unverified } from './unverified.ts';

/** The account that an identity belongs to, in the calling transaction: known, linked by a proven address, or new. */
export async function accountOf(parts: AuthParts, records: Records, request: SignInRequest): Promise<string> {
  const { identity, collection } = request;
  if (identity.account !== undefined) return identity.account;
  return (
    (await knownAccount(parts, records, request)) ??
    linkOrCreate(parts, records, { ...request, email: emailOf(parts, collection.name, identity) })
  );
}

async function knownAccount({ host }: AuthParts, records: Records, { identity, collection }: SignInRequest): Promise<string | undefined> {
  const where = { provider: identity.provider, subject: identity.subject, collection: collection.name };
  const [row] = (await records.list(names.identities, { where, fields: ['id', 'account'], limit: 1 })).items;
  if (!row) return undefined;
  await records.update(names.identities, String(row.id), { data: { lastUsedAt: host.now().toISOString() } });
  return String(row.account);
}

/** By an address an account is found only where it was proven here too. Where only the provider proved it, whoever claimed it before loses it. */
async function linkOrCreate(parts: AuthParts, records: Records, request: SignInRequest & { readonly email: string }): Promise<string> {
  const { identity, collection, email } = request;
  const account = await findAccount(records, { collection: collection.name, email });
  if (account && !identity.emailVerified) throw parts.signUp === 'verified' ? unverified() : addressTaken();
  if (account && !account.emailVerified) await takeOver(parts, records, { collection: collection.name, account: account.id });
  const id = account?.id ?? (await createAccount(parts, records, request));
  await records.create(names.identities, {
    collection: collection.name,
    account: id,
    provider: identity.provider,
    subject: identity.subject,
    email,
    profile: identity.profile,
    lastUsedAt: parts.host.now().toISOString(),
  });
  return id;
}

async function createAccount(parts: AuthParts, records: Records, request: SignInRequest & { readonly email: string }): Promise<string> {
  const { collection, identity, email } = request;
  if (collection.admin || parts.signUp === false)
    throw new AppError('forbidden', { detail: 'There is no account for this, and sign-up is closed.' });
  const row = await records.create(collection.name, { email, emailVerified: identity.emailVerified });
  return String(row.id);
}

/** The address in its stored form. */
function emailOf({ host }: AuthParts, collection: string, { email }: Identity): string {
  const stored = host.collections.get(collection)?.fields.get('email')?.normalize?.(email);
  if (typeof stored === 'string') return stored;
  const message = 'The provider told no address, and an account needs one.';
  throw new AppError('validation_failed', { errors: [{ path: 'email', code: 'required', message }] });
}

function addressTaken(): AppError {
  return new AppError('conflict', { detail: 'There is an account with this address. Sign in to it in the usual way.' });
}
