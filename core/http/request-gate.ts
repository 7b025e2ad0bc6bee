import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

const maxHeaders = 100;
/** Letters and digits need no escape: who writes one hopes that the router and a guard read it differently. */
const needlessEscape = /%(?:3[0-9]|[46][1-9a-f]|[57][0-9a])/i;

/** Refuses what no route should have to think about, before the body is read. */
export function checkRequest(request: FastifyRequest): void {
  const { headers, rawHeaders } = request.raw;
  // `rawHeaders` alternates names and values.
  if (rawHeaders.length > maxHeaders * 2) throw new AppError('malformed_request', { detail: `More than ${maxHeaders} headers.` });
  if (hosts(rawHeaders) !== 1 && request.raw.httpVersion !== '1.0')
    throw new AppError('malformed_request', { detail: 'Exactly one Host header is needed.' });
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') throw new AppError('unsupported_encoding');
  const url = request.raw.url as string;
  if (url.includes('%') && needlessEscape.test(url.split('?', 1)[0] as string)) throw new AppError('not_found');
}

/** Node keeps the first of two and says nothing; a proxy in front may have believed the second. */
function hosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') count++;
  }
  return count;
}
