import type { FastifyReply, FastifyRequest } from 'fastify';

const apiPolicy = "default-src 'none'; frame-ancestors 'none'";
const apiVary = 'Authorization, Cookie';

/** Sets the headers that every answer carries. A route that set one of them itself keeps its own. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff');
  reply.header('x-request-id', request.id);
  if (!reply.hasHeader('referrer-policy')) reply.header('referrer-policy', 'no-referrer');
  if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', apiPolicy);
  if (reply.hasHeader('cache-control')) return;
  reply.header('cache-control', 'private, no-cache');
  const vary = reply.getHeader('vary');
  reply.header('vary', vary === undefined ? apiVary : `${String(vary)}, ${apiVary}`);
}
