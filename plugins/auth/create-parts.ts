import { type Host, parseDuration } from '../../core/index.ts';
import { accountCollections } from './accounts/account-collections.ts';
import type { AuthParts } from './auth-parts.ts';
import { AuthMails } from './mails.ts';
import type { AttemptLimits, AuthOptions } from './options.ts';
import { type PasswordProvider, password } from './passwords/password-provider.ts';
import { attemptKinds, type Limits } from './protection/attempt-kinds.ts';
import { Attempts } from './protection/attempts.ts';
import { AccessTokens } from './tokens/access-tokens.ts';
import { Callers } from './tokens/callers.ts';

/** Puts together what the plugin works with in one app. */
export function createParts(host: Host, options: AuthOptions): AuthParts {
  const { providers = [password()], signUp = 'open', pages = {}, redirects = [], limits = {} } = options;
  const now = () => host.now();
  const collections = accountCollections(host);
  const tokens = new AccessTokens({ keys: host.deriveKey('access-token'), age: spanOf(options.accessTokenAge, '15m'), now });
  const passwords = providers.find((provider): provider is PasswordProvider => provider.id === 'password' && 'hasher' in provider);
  return {
    host,
    collections,
    signUp,
    passwords,
    adminPasswords: passwords ?? password(),
    sessionAge: spanOf(options.sessionAge, '30d'),
    tokens,
    callers: new Callers({ records: host.records, tokens, collections, now }),
    mails: new AuthMails({ host, pages, redirects }),
    attempts: new Attempts(now),
    kinds: attemptKinds(limitsOf(limits)),
  };
}

function limitsOf({ window: written, account = 10, address = 50, mails = 5, requests = 100 }: AttemptLimits): Limits {
  const window = spanOf(written, '15m');
  const limit = (most: number) => ({ most, window });
  return { account: limit(account), address: limit(address), mails: limit(mails), requests: limit(requests) };
}

/** What was written was checked with the config. */
function spanOf(written: string | undefined, fallback: string): number {
  return parseDuration(written ?? fallback) as number;
}
