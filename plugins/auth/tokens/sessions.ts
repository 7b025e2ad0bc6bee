import type { Records } from '../../../core/index.ts';
import type { ClientInfo } from '../client-info.ts';
import { names } from '../collections/names.ts';

/** A session that is to be made. */
export interface NewSession {
  readonly collection: string;
  readonly account: string;
  readonly method: string;
  readonly client: ClientInfo;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly impersonator?: string | null;
}

/** Why a session ended. */
export type EndReason = 'sign-out' | 'password-change' | 'password-reset' | 'email-change' | 'ban' | 'token-reuse' | 'takeover';

/** Begins a session; answers its id. */
export async function beginSession(records: Records, session: NewSession): Promise<string> {
  const { client, now, expiresAt, ...rest } = session;
  const times = { lastUsedAt: now.toISOString(), expiresAt: expiresAt.toISOString() };
  const row = await records.create(names.sessions, { ...rest, ...client, ...times });
  return String(row.id);
}

/** Ends the sessions that match and have not ended; answers how many. */
export async function endSessions(
  records: Records,
  where: Readonly<Record<string, unknown>>,
  { because, now }: { readonly because: EndReason; readonly now: Date },
): Promise<number> {
  const ended = { revokedAt: now.toISOString(), revokedBecause: because };
  const { count } = await records.updateMany(names.sessions, { ...where, revokedAt: null }, ended);
  return count;
}
