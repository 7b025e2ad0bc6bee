import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/**
 * Says which request it is: method, address and body, and what its caller may do besides being who he is, so that an API key with fewer
 * scopes is not answered with what another one was told. How a JSON body is spaced does not matter.
 */
export function requestHash({ method, url, caller, body }: FastifyRequest): string {
  const hash = createHash('sha256').update(JSON.stringify([method, url, caller.admin, caller.scopes ?? null]));
  if (body !== undefined) hash.update('\n').update(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  return hash.digest('base64url');
}
