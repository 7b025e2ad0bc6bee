import type { FastifyServerOptions } from 'fastify';
import type { HttpSettings } from './server-parts.ts';

/** Which proxies are believed, in Fastify's form. A number is how many hops are ours; Fastify itself ignores numbers without a word. */
export function trustProxyOption(trusted: HttpSettings['trustProxy']): NonNullable<FastifyServerOptions['trustProxy']> {
  if (typeof trusted === 'number') return (_address, hop) => hop < trusted;
  return typeof trusted === 'object' ? [...trusted] : trusted;
}
