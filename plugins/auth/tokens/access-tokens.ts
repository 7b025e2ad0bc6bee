import type { JWT } from '@fastify/jwt';
import { AppError, type HostKey } from '../../../core/index.ts';

/** What an access token says. */
export interface AccessClaims {
  readonly account: string;
  readonly collection: string;
  readonly session: string;
}

/** What access tokens are made with. */
export interface AccessTokenParts {
  /** The present key first, then those that are still accepted. */
  readonly keys: readonly [HostKey, ...HostKey[]];
  /** How long a token is good for, in milliseconds. */
  readonly age: number;
  now(): Date;
}

const algorithm = 'HS256';
const issuer = 'plinth';
const audience = 'plinth:access';
const longest = 2048;
const written = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const claims = ['sub', 'col', 'sid', 'iat', 'exp', 'iss', 'aud'];

/** Signs access tokens, and believes those that it signed itself. */
export class AccessTokens {
  readonly #parts: AccessTokenParts;
  readonly #keys: ReadonlyMap<string, HostKey>;
  #loading: Promise<JWT> | undefined;

  constructor(parts: AccessTokenParts) {
    this.#parts = parts;
    this.#keys = new Map(parts.keys.map((key) => [key.id, key]));
  }

  /** In seconds, as a client is told. */
  get expiresIn(): number {
    return Math.floor(this.#parts.age / 1000);
  }

  async sign({ account, collection, session }: AccessClaims): Promise<string> {
    const jwt = await this.#jwt();
    const iat = Math.floor(this.#parts.now().getTime() / 1000);
    const payload = { sub: account, col: collection, sid: session, iat, exp: iat + this.expiresIn };
    return jwt.sign(payload, { iss: issuer, aud: audience, kid: this.#parts.keys[0].id });
  }

  /** What a token says, and until when (milliseconds since 1970). Throws `invalid_token` for everything that was not signed here, for this, and is good now. */
  async verify(token: string): Promise<AccessClaims & { readonly expiresAt: number }> {
    const key = this.#keys.get(keyIdOf(token) ?? '');
    if (!key) throw new AppError('invalid_token');
    const jwt = await this.#jwt();
    try {
      const said: Record<string, unknown> = jwt.verify(token, { key: key.key, clockTimestamp: this.#parts.now().getTime() });
      const { sub, col, sid, exp } = said;
      if (typeof sub !== 'string' || typeof col !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') {
        throw new AppError('invalid_token');
      }
      return { account: sub, collection: col, session: sid, expiresAt: exp * 1000 };
    } catch (error) {
      // Whatever is wrong with a token that came from outside is the same to whoever sent it.
      throw new AppError('invalid_token', {}, { cause: error });
    }
  }

  /** Loading it takes longer than an app should take to start; it is needed when somebody first signs in. */
  #jwt(): Promise<JWT> {
    this.#loading ??= loadJwt(this.#parts.keys[0].key);
    return this.#loading;
  }
}

async function loadJwt(key: Buffer): Promise<JWT> {
  const [{ fastify }, { default: plugin }] = await Promise.all([import('fastify'), import('@fastify/jwt')]);
  const server = fastify();
  const verify = { algorithms: [algorithm], allowedIss: issuer, allowedAud: audience, requiredClaims: claims, checkTyp: 'JWT' } as const;
  await server.register(plugin, { secret: key, sign: { algorithm }, verify: { ...verify, algorithms: [algorithm] } });
  await server.ready();
  return server.jwt;
}

/** The id of the key of a token whose header is just as ours are: whatever else stands in one (`crit`, `jwk`, `jku`) is not for us. */
function keyIdOf(token: string): string | undefined {
  if (token.length > longest || !written.test(token)) return undefined;
  const header = token.slice(0, token.indexOf('.'));
  try {
    const said: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    if (typeof said !== 'object' || said === null || Object.keys(said).sort().join() !== 'alg,kid,typ') return undefined;
    const { alg, kid } = said as Record<string, unknown>;
    return alg === algorithm && typeof kid === 'string' ? kid : undefined;
  } catch {
    // What is no JSON is no header of ours.
    return undefined;
  }
}
