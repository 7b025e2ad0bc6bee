import { AppError } from '../errors.ts';

const maxLimit = 500;
const maxOffset = 10_000;

/** Checks how many records are asked for: `least` to 500. */
export function checkLimit(limit: unknown, least = 1): number {
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < least) {
    throw new AppError('invalid_parameter', { detail: `limit must be a whole number from ${least} to ${maxLimit}.` });
  }
  if (limit > maxLimit) throw new AppError('limit_too_large', { detail: `limit must be at most ${maxLimit}.` });
  return limit;
}

/** Checks how many records are passed over: 0 to 10,000; cursors go further. */
export function checkOffset(offset: unknown): number {
  if (typeof offset !== 'number' || !Number.isInteger(offset) || offset < 0 || offset > maxOffset) {
    throw new AppError('invalid_parameter', {
      detail: `offset must be a whole number from 0 to ${maxOffset}; use a cursor to go further.`,
    });
  }
  return offset;
}
