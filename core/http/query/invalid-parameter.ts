import { AppError } from '../../errors.ts';

/** The refusal of a parameter whose value is not allowed. `expected` ends the sentence, for example `a whole number from 1`. */
export function invalidParameter(name: string, expected: string): AppError {
  return new AppError('invalid_parameter', { detail: `The parameter "${name}" must be ${expected}.` });
}
