import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../core/index.ts';
import type { Callers } from './tokens/callers.ts';

const scheme = 'Bearer ';

/** Finds the caller of a request by its access token; undefined where none came along. Throws for every token that is not good. */
export function identifyByToken(callers: Callers): (request: FastifyRequest) => Caller | Promise<Caller> | undefined {
  return (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined || request.routeOptions.config.ignoresToken === true) return undefined;
    if (authorization.startsWith(scheme)) return callers.identify(authorization.slice(scheme.length));
    // Schemes are written in any case; one that is not ours may be another plugin's.
    const [name = '', ...rest] = authorization.split(' ');
    return name.toLowerCase() === 'bearer' ? callers.identify(rest.join(' ')) : undefined;
  };
}
