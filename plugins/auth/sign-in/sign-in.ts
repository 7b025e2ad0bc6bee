// One way in for all providers: they prove who somebody is; whose account that is, whether it may be used and what follows is decided here.

import { AppError, type Records, type Row } from '../../../core/index.ts';
import type { AccountCollection } from '../accounts/account-collections.ts';
import { changeCredential, isBanned } from '../accounts/credential.ts';
import { accountById } from '../accounts/find-account.ts';
import type { AuthParts } from '../auth-parts.ts';
import type { ClientInfo } from '../client-info.ts';
import { callerOf } from '../tokens/callers.ts';
import { createRefreshToken } from '../tokens/refresh-tokens.ts';
import { beginSession } from '../tokens/sessions.ts';
import { writeEvent } from '../trail.ts';
import { accountOf } from './account-of.ts';
import type { SignInRequest } from './sign-in-request.ts';
import { unverified } from './unverified.ts';
import { viewAccount } from './view-account.ts';

/** What a client gets that is signed in. */
export interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of the access token, in seconds. */
  readonly expiresIn: number;
  readonly user: Row;
}

/**
 * Signs a proven identity in: finds its account, refuses banned ones, begins a session and makes its tokens.
 * Throws `forbidden` for an account that may not be used, `invalid_credentials` where the proof has become void.
 */
export async function signIn(parts: AuthParts, request: SignInRequest): Promise<SignedIn> {
  const session = await parts.host.records.transaction(async (records) => {
    const account = await accountOf(parts, records, request);
    return admit(parts, records, { ...request, account });
  });
  return completeSignIn(parts, session);
}

/** A session with the token that goes on with it. */
export interface OpenSession {
  readonly collection: AccountCollection;
  readonly account: string;
  readonly session: string;
  readonly refreshToken: string;
}

/** Lets an account in, in the calling transaction: nobody bans it or changes its password meanwhile. */
async function admit(
  parts: AuthParts,
  records: Records,
  { collection, identity, client, account }: SignInRequest & { readonly account: string },
): Promise<OpenSession> {
  const now = parts.host.now();
  const of = { collection: collection.name, account };
  const credential = await changeCredential(records, of, { lastSignInAt: now.toISOString() });
  if (identity.basis !== undefined && identity.basis !== credential.passwordStamp) throw new AppError('invalid_credentials');
  if (isBanned(credential, now)) throw new AppError('forbidden', { detail: 'This account is banned.' });
  if (parts.signUp === 'verified' && !collection.admin) await requireVerified(records, { collection: collection.name, id: account });
  const open = await openSession(parts, records, { collection, account, method: identity.provider, client });
  await writeEvent(records, { action: 'sign-in', ...of, method: identity.provider, client });
  return open;
}

/** A session that is to be begun. */
export interface SessionRequest {
  readonly collection: AccountCollection;
  readonly account: string;
  readonly method: string;
  readonly client: ClientInfo;
  readonly impersonator?: string | null;
  /** How long it lasts, in milliseconds; by default until it has not been used for `sessionAge`. */
  readonly age?: number;
}

/** Begins a session and makes the token that goes on with it, in the calling transaction. */
export async function openSession(parts: AuthParts, records: Records, request: SessionRequest): Promise<OpenSession> {
  const { collection, account, method, client, impersonator = null, age = parts.sessionAge } = request;
  const now = parts.host.now();
  const expiresAt = new Date(now.getTime() + age);
  const session = await beginSession(records, { collection: collection.name, account, method, client, now, expiresAt, impersonator });
  return { collection, account, session, refreshToken: await createRefreshToken(records, { session, expiresAt }) };
}

/** Makes of a session what a client is answered. */
export async function completeSignIn(parts: AuthParts, open: OpenSession): Promise<SignedIn> {
  const { collection, account, session, refreshToken } = open;
  const accessToken = await parts.tokens.sign({ account, collection: collection.name, session });
  const caller = await callerOf(parts.host.records, collection, account);
  if (!caller) throw new AppError('session_revoked');
  return { accessToken, refreshToken, expiresIn: parts.tokens.expiresIn, user: await viewAccount(parts, caller) };
}

async function requireVerified(records: Records, of: { collection: string; id: string }): Promise<void> {
  const account = await accountById(records, of);
  if (account?.emailVerified === false) throw unverified();
}
