import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../core/index.ts';
import { findAccount } from '../accounts/find-account.ts';
import { type ClientInfo, clientInfo } from '../client-info.ts';
import type { PasswordProvider } from '../passwords/password-provider.ts';
import { type SignedIn, signIn } from '../sign-in/sign-in.ts';
import { writeEvent } from '../trail.ts';
import { readBody } from './read-body.ts';
import { type RouteContext, routeOptions, storedEmail } from './route-context.ts';

const body = { required: ['email', 'password'] } as const;

/** `POST sign-in` */
export function addSignIn(app: FastifyInstance, context: RouteContext, passwords: PasswordProvider): void {
  const { parts, collection } = context;
  const options = routeOptions(context, { summary: 'Sign in with address and password', body, ignoresToken: true });
  app.post('/sign-in', options, async (request) => {
    const client = clientInfo(request);
    const { email: written, password } = readBody(request.body, body);
    const email = storedEmail(context, written);
    const account = parts.kinds.account(collection.name, email);
    const answer = await parts.attempts.guess([account, parts.kinds.address(client.ip)], () =>
      attempt(context, { passwords, email, password, client }),
    );
    parts.attempts.forgive(account);
    return answer;
  });
}

interface SignInAttempt {
  readonly passwords: PasswordProvider;
  readonly email: string;
  readonly password: string;
  readonly client: ClientInfo;
}

/** Signs in or writes down why not; the trail of a refusal must outlive the transaction that it ended. */
async function attempt({ parts, collection }: RouteContext, { passwords, email, password, client }: SignInAttempt): Promise<SignedIn> {
  const { records } = parts.host;
  try {
    const identity = await passwords.verify({ collection: collection.name, body: { email, password }, records });
    return await signIn(parts, { collection, identity, client });
  } catch (error) {
    if (error instanceof AppError && (error.code === 'invalid_credentials' || error.code === 'forbidden')) {
      const known = await findAccount(records, { collection: collection.name, email });
      const failure = { action: 'sign-in', result: 'failure', reason: error.code, method: 'password' } as const;
      await writeEvent(records, { ...failure, collection: collection.name, account: known?.id ?? null, client });
    }
    throw error;
  }
}
