import { AppError } from '../../../core/index.ts';

/** The refusal of an account whose address nobody has proven yet, where it must be. */
export function unverified(): AppError {
  return new AppError('forbidden', { detail: 'Confirm the address first: open the link in the mail.' });
}
