import { AppError } from '../../errors.ts';
import { invalidParameter } from './invalid-parameter.ts';

const maxLimit = 500;
const maxOffset = 10_000;

const wholeNumber = /^(?:0|[1-9]\d{0,14})$/;

/** Reads `limit`: a whole number from 1 to 500. Throws `invalid_parameter`, and `limit_too_large` beyond. */
export function parseLimit(text: string): number {
  const limit = wholeNumber.test(text) ? Number(text) : 0;
  if (limit === 0) throw invalidParameter('limit', `a whole number from 1 to ${maxLimit}`);
  if (limit > maxLimit) throw new AppError('limit_too_large', { detail: `The limit may be ${maxLimit} at most.` });
  return limit;
}

/** Reads `offset`: a whole number from 0 to 10,000. Throws `invalid_parameter`. */
export function parseOffset(text: string): number {
  const offset = wholeNumber.test(text) ? Number(text) : -1;
  if (offset < 0 || offset > maxOffset)
    throw invalidParameter('offset', `a whole number from 0 to ${maxOffset}; use a cursor to go further`);
  return offset;
}
