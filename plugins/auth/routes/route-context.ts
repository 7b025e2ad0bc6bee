import type { RouteShorthandOptions } from 'fastify';
import { AppError, type Caller } from '../../../core/index.ts';
import type { AccountCollection } from '../accounts/account-collections.ts';
import type { AuthParts } from '../auth-parts.ts';
import type { CallerSession } from '../tokens/callers.ts';
import type { BodyShape } from './read-body.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route proves for itself who asks: a token that came along, perhaps an old one, is not looked at. */
    readonly ignoresToken?: boolean;
  }
}

/** What the routes of one collection work with. */
export interface RouteContext {
  readonly parts: AuthParts;
  readonly collection: AccountCollection;
  /** Whether OpenAPI describes them. */
  readonly documented: boolean;
}

/** What a route says of itself. */
export interface RouteFacts {
  readonly summary: string;
  readonly body?: BodyShape<string, string>;
  /** Whether it takes more than the body's shape says: an account's own fields. */
  readonly open?: boolean;
  readonly ignoresToken?: boolean;
}

/** The options of a route. The schema is for readers: bodies are read by hand, because a validator for each would have to be made at every start. */
export function routeOptions(
  { documented }: RouteContext,
  { summary, body, open = false, ignoresToken = false }: RouteFacts,
): RouteShorthandOptions {
  const config = { ignoresToken };
  if (!documented) return { config, schema: { hide: true } };
  const { required = [], optional = [] } = body ?? {};
  const properties = Object.fromEntries([...required, ...optional].map((name) => [name, { type: 'string' }]));
  const schema = { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: open };
  return { config, schema: { tags: ['auth'], summary, ...(body && { body: schema }) }, validatorCompiler: () => () => true };
}

/** The account of this collection that asks. Throws `unauthorized`, or `forbidden` for an account of another collection. */
export function requireAccount({ collection }: RouteContext, caller: Caller): string {
  if (caller.scopes) throw new AppError('insufficient_scope');
  if (caller.id === undefined) throw new AppError('unauthorized');
  if (caller.collection !== collection.name) throw new AppError('forbidden', { detail: 'You are signed in to another collection.' });
  return caller.id;
}

/** The account that asks, in a session of its own: an administrator who speaks as somebody must not take the account away from him. */
export function requireOwnSession(context: RouteContext, caller: Caller): { readonly account: string; readonly session: CallerSession } {
  const account = requireAccount(context, caller);
  const session = context.parts.callers.sessionOf(caller);
  if (!session) throw new AppError('unauthorized');
  if (session.impersonator !== null) throw new AppError('forbidden', { detail: 'You speak as somebody else.' });
  return { account, session };
}

/** Sees to it that an administrator asks; answers his id. */
export function requireAdmin(caller: Caller): string | null {
  if (caller.scopes) throw new AppError('insufficient_scope');
  if (!caller.admin) throw new AppError(caller.id === undefined ? 'unauthorized' : 'forbidden');
  return caller.id ?? null;
}

/** An address in its stored form. Throws `validation_failed` where it is none. */
export function storedEmail({ parts, collection }: RouteContext, written: string): string {
  const stored = parts.host.collections.get(collection.name)?.fields.get('email')?.normalize?.(written);
  if (typeof stored === 'string') return stored;
  throw new AppError('validation_failed', { errors: [{ path: 'email', code: 'invalid_value', message: 'must be an e-mail address' }] });
}
