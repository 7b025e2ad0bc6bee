import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

const keyForm = /^[\x21-\x7e]{1,255}$/;

/** Reads the `Idempotency-Key` of a request; undefined where there is none. Throws `invalid_parameter` for what is no key, or more than one. */
export function readIdempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && keyForm.test(key)) return key;
  throw new AppError('invalid_parameter', { detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters without spaces.' });
}
