import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

const versionTag = /^"([1-9]\d{0,14})"$/;

/**
 * Reads which version of a record the caller means. Undefined without `If-Match`; `'*'` is any version, but one must exist.
 * Only one strong tag is taken: throws `invalid_parameter` for anything else.
 */
export function readIfMatch(request: FastifyRequest): number | '*' | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  if (header === '*') return '*';
  const version = versionTag.exec(header)?.[1];
  if (version === undefined)
    throw new AppError('invalid_parameter', { detail: 'If-Match must be "*" or one ETag as it was answered, like "3" with its quotes.' });
  return Number(version);
}
