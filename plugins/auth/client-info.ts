import type { FastifyRequest } from 'fastify';

/** Where a request came from, as it is kept with sessions and in the trail. */
export interface ClientInfo {
  readonly ip: string;
  /** What the client says of itself; null where it says nothing. */
  readonly device: string | null;
}

const longestDevice = 300;

/** Where a request came from. Forwarded headers count only where the proxy is trusted. */
export function clientInfo(request: FastifyRequest): ClientInfo {
  const device = request.headers['user-agent']?.slice(0, longestDevice);
  return { ip: request.ip, device: device === undefined || device === '' ? null : device };
}
