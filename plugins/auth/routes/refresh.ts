import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../core/index.ts';
import { type ClientInfo, clientInfo } from '../client-info.ts';
import { names } from '../collections/names.ts';
import { completeSignIn, type OpenSession, type SignedIn } from '../sign-in/sign-in.ts';
import { everyLeaseOver } from '../tokens/lease.ts';
import { createRefreshToken, type LiveSession, spendRefreshToken } from '../tokens/refresh-tokens.ts';
import { endSessions } from '../tokens/sessions.ts';
import { writeEvent } from '../trail.ts';
import { readBody } from './read-body.ts';
import { type RouteContext, routeOptions } from './route-context.ts';

const body = { required: ['refreshToken'] } as const;

/** `POST refresh` */
export function addRefresh(app: FastifyInstance, context: RouteContext): void {
  const { parts } = context;
  app.post('/refresh', routeOptions(context, { summary: 'Go on with a session', body, ignoresToken: true }), async (request) => {
    const client = clientInfo(request);
    const { refreshToken } = readBody(request.body, body);
    return parts.attempts.guess([parts.kinds.address(client.ip)], () => refresh(context, refreshToken, client));
  });
}

/** Where a token was used before, its session ends, and that is kept although the request is refused. */
async function refresh(context: RouteContext, token: string, client: ClientInfo): Promise<SignedIn> {
  const { parts } = context;
  const open = await parts.host.records.transaction(async (records): Promise<OpenSession | undefined> => {
    const now = parts.host.now();
    const { session, outcome } = await spendRefreshToken(records, token, now);
    if (session.collection !== context.collection.name) throw new AppError('invalid_token');
    if (outcome !== 'reused') return goOn(context, { records, session, client });
    const ended = await endSessions(records, { id: session.id }, { because: 'token-reuse', now });
    if (ended === 0) throw new AppError('session_revoked');
    const { account, collection } = session;
    await writeEvent(records, { action: 'refresh', result: 'failure', reason: 'token_reused', collection, account, client });
    return undefined;
  });
  if (open) return completeSignIn(parts, open);
  await everyLeaseOver();
  throw new AppError('token_reused');
}

interface GoingOn {
  readonly records: RouteContext['parts']['host']['records'];
  readonly session: LiveSession;
  readonly client: ClientInfo;
}

async function goOn({ parts, collection }: RouteContext, { records, session, client }: GoingOn): Promise<OpenSession> {
  const now = parts.host.now();
  // Who speaks as somebody else does so for a while, however busy he is.
  const expiresAt = session.impersonator === null ? new Date(now.getTime() + parts.sessionAge) : new Date(session.expiresAt);
  const used = { lastUsedAt: now.toISOString(), expiresAt: expiresAt.toISOString(), ...client };
  const { count } = await records.updateMany(names.sessions, { id: session.id, revokedAt: null }, used);
  if (count === 0) throw new AppError('session_revoked');
  const refreshToken = await createRefreshToken(records, { session: session.id, expiresAt });
  return { collection, account: session.account, session: session.id, refreshToken };
}
