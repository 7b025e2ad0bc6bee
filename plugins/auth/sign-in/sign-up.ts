import { randomUUID } from 'node:crypto';
import { AppError, type Caller, type Records } from '../../../core/index.ts';
import type { AccountCollection } from '../accounts/account-collections.ts';
import { changeCredential, passwordData } from '../accounts/credential.ts';
import { findAccount } from '../accounts/find-account.ts';
import { checkSignUpData } from '../accounts/sign-up-data.ts';
import { type AuthParts, passwordsOf } from '../auth-parts.ts';
import type { ClientInfo } from '../client-info.ts';
import { checkNewPassword } from '../passwords/password-rules.ts';
import { writeEvent } from '../trail.ts';
import { completeSignIn, openSession, type SignedIn } from './sign-in.ts';

/** What somebody signs up with. */
export interface SignUpRequest {
  readonly collection: AccountCollection;
  /** In its stored form. */
  readonly email: string;
  readonly password: string;
  /** What else the account's record shall hold; not checked yet. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly client: ClientInfo;
  /** Who asks, for what he may refer to. */
  readonly caller: Caller;
}

/** Makes an account and signs it in. Throws `unique_violation` for an address that is known. */
export async function signUpOpenly(parts: AuthParts, request: SignUpRequest): Promise<SignedIn> {
  const { collection, email, client } = request;
  const passwordHash = await prepare(parts, request);
  const open = await parts.host.records.transaction(async (records) => {
    const account = await createAccount(parts, records, { ...request, passwordHash });
    await parts.mails.sendLink(records, { purpose: 'verify-email', collection: collection.name, account, email });
    return openSession(parts, records, { collection, account, method: 'password', client });
  });
  return completeSignIn(parts, open);
}

/** Makes an account that must prove its address first, or tells the owner of a known one. Nobody else learns which of the two it was. */
export async function signUpByMail(parts: AuthParts, request: SignUpRequest): Promise<void> {
  const { collection, email, client } = request;
  const passwordHash = await prepare(parts, request);
  await parts.host.records.transaction(async (records) => {
    const known = await findAccount(records, { collection: collection.name, email });
    if (known) {
      await rehearse(parts, { ...request, passwordHash });
      await writeEvent(records, {
        action: 'sign-up',
        result: 'failure',
        reason: 'known',
        collection: collection.name,
        account: known.id,
        client,
      });
      await parts.mails.tell(email, 'sign-up-notice');
      return;
    }
    const account = await createAccount(parts, records, { ...request, passwordHash });
    await parts.mails.sendLink(records, { purpose: 'verify-email', collection: collection.name, account, email });
  });
}

/** Checks what does not depend on whether the address is known, and hashes the password. */
async function prepare(parts: AuthParts, { collection, password, data, caller }: SignUpRequest): Promise<string> {
  const passwords = passwordsOf(parts, collection);
  if (!passwords) throw new AppError('not_found');
  await checkSignUpData(parts.host, { collection: collection.name, data, caller });
  await checkNewPassword(password, passwords.rules);
  return passwords.hasher.hash(password);
}

type PreparedSignUp = SignUpRequest & { readonly passwordHash: string };

async function createAccount({ host }: AuthParts, records: Records, request: PreparedSignUp): Promise<string> {
  const { collection, email, data, passwordHash, client } = request;
  const row = await records.create(collection.name, { ...data, email });
  const account = String(row.id);
  const of = { collection: collection.name, account };
  await changeCredential(records, of, passwordData(passwordHash, host.now()));
  await writeEvent(records, { action: 'sign-up', ...of, method: 'password', client });
  return account;
}

/** Undoes what it did. */
class Rehearsed extends Error {}

/** Does for a known address what would be done for a new one, so that both take as long and fail for the same reasons, and undoes it. */
async function rehearse(parts: AuthParts, request: PreparedSignUp): Promise<void> {
  try {
    await parts.host.records.transaction(async (records) => {
      await createAccount(parts, records, { ...request, email: `${randomUUID()}@rehearsal.invalid` });
      throw new Rehearsed();
    });
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
  }
}
