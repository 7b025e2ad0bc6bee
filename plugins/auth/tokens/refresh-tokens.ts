import { AppError, type Records } from '../../../core/index.ts';
import { names } from '../collections/names.ts';
import { digestOf, newSecret } from './secret-text.ts';

/** Within this time after its first use a token may be used again: two tabs, or an answer that got lost. Milliseconds. */
const graceMilliseconds = 10_000;

/** Makes a token that goes on with a session; it is stored nowhere. */
export async function createRefreshToken(records: Records, of: { readonly session: string; readonly expiresAt: Date }): Promise<string> {
  const token = newSecret();
  await records.create(names.refreshTokens, { session: of.session, digest: digestOf(token), expiresAt: of.expiresAt.toISOString() });
  return token;
}

/** A session as far as going on with it is concerned. */
export interface LiveSession {
  readonly id: string;
  readonly collection: string;
  readonly account: string;
  readonly impersonator: string | null;
  readonly expiresAt: string;
}

/** What the use of a token came to. */
export type TokenUse = { readonly session: LiveSession; readonly outcome: 'first' | 'again' | 'reused' };

/**
 * Uses a token. `first` and `again` (within the grace) may go on with the session; `reused` must not, and ends it. Throws `invalid_token` for
 * one that is unknown or too old, and `session_revoked` where its session has ended.
 */
export async function spendRefreshToken(records: Records, token: string, now: Date): Promise<TokenUse> {
  const where = { digest: digestOf(token) };
  const { count } = await records.updateMany(names.refreshTokens, { ...where, usedAt: null }, { usedAt: now.toISOString() });
  const [row] = (await records.list(names.refreshTokens, { where, fields: ['usedAt', 'expiresAt', 'session'], limit: 1 })).items;
  if (!row || String(row.expiresAt) <= now.toISOString()) throw new AppError('invalid_token');
  const session = await liveSession(records, String(row.session), now);
  if (count === 1) return { session, outcome: 'first' };
  const sinceUse = now.getTime() - Date.parse(String(row.usedAt));
  return { session, outcome: sinceUse <= graceMilliseconds ? 'again' : 'reused' };
}

async function liveSession(records: Records, id: string, now: Date): Promise<LiveSession> {
  const fields = ['id', 'collection', 'account', 'impersonator', 'expiresAt', 'revokedAt'];
  const [row] = (await records.list(names.sessions, { where: { id }, fields, limit: 1 })).items;
  if (!row || row.revokedAt !== null || String(row.expiresAt) <= now.toISOString()) throw new AppError('session_revoked');
  return row as unknown as LiveSession;
}
