import { type ConfigProblem, type DeclaredApp, parseDuration } from '../../core/index.ts';
import { accountCollections } from './accounts/account-collections.ts';
import type { AuthOptions } from './options.ts';

const at = 'plugins.auth';
const keys = ['providers', 'signUp', 'accessTokenAge', 'sessionAge', 'pages', 'redirects', 'limits'];

/** The first segments of routes: a collection of such a name could not be told from them. */
const taken = new Set([
  ...['sign-up', 'sign-in', 'sign-out', 'refresh', 'me', 'password', 'email', 'sessions', 'oauth', 'otp', 'mfa', 'passkeys', 'anonymous'],
  ...['identities', 'impersonate', 'users', 'jwks'],
]);

/** Fields that signing up needs for itself. */
const ownFields = ['password', 'setupToken'];

/** Says what is wrong with the options, and with the author's collections of accounts. */
export function checkAuth(options: AuthOptions, app: DeclaredApp): readonly ConfigProblem[] {
  return [...checkOptions(options), ...checkCollections(app)];
}

function checkOptions(options: AuthOptions): ConfigProblem[] {
  const problems: ConfigProblem[] = Object.keys(options)
    .filter((key) => !keys.includes(key))
    .map((key) => ({ path: `${at}.${key}`, message: 'there is no such option', hint: `The options are ${keys.join(', ')}.` }));
  const { signUp, providers, redirects, pages = {}, limits = {} } = options;
  if (signUp !== undefined && signUp !== 'open' && signUp !== 'verified' && signUp !== false)
    problems.push({ path: `${at}.signUp`, message: 'must be "open", "verified" or false' });
  for (const [name, value] of Object.entries({
    accessTokenAge: options.accessTokenAge,
    sessionAge: options.sessionAge,
    'limits.window': limits.window,
  }))
    if (value !== undefined && parseDuration(value) === undefined)
      problems.push({ path: `${at}.${name}`, message: 'must be a span of time such as "15m"' });
  const ids = (providers ?? []).map(({ id }) => id);
  if (new Set(ids).size !== ids.length) problems.push({ path: `${at}.providers`, message: 'names one provider twice' });
  for (const name of ['account', 'address', 'mails', 'requests'] as const) {
    const most = limits[name];
    if (most !== undefined && !(Number.isInteger(most) && most > 0))
      problems.push({ path: `${at}.limits.${name}`, message: 'must be a number of attempts, 1 or more' });
  }
  for (const [name, page] of Object.entries(pages))
    if (!isPage(page))
      problems.push({ path: `${at}.pages.${name}`, message: 'must be an http address, or a path that begins with one slash' });
  if (redirects?.some((redirect) => !isAddress(redirect)))
    problems.push({ path: `${at}.redirects`, message: 'must be a list of whole http addresses' });
  return problems;
}

function checkCollections(app: DeclaredApp): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const { name } of accountCollections(app).values()) {
    // `users/:id/ban` belongs to a collection's own routes, so that "users" itself may be one.
    if (name !== 'users' && taken.has(name))
      problems.push({ path: `collections.${name}`, message: 'is the name of a route of accounts', hint: 'Rename it.' });
    for (const field of ownFields) {
      if (!app.collections.get(name)?.fields.has(field)) continue;
      problems.push({ path: `collections.${name}.fields.${field}`, message: 'is what signing up needs for itself', hint: 'Rename it.' });
    }
  }
  return problems;
}

function isPage(page: unknown): boolean {
  return isAddress(page) || (typeof page === 'string' && /^\/(?![/\\])/.test(page));
}

function isAddress(address: unknown): boolean {
  return typeof address === 'string' && /^https?:\/\//.test(address) && URL.canParse(address) && new URL(address).username === '';
}
