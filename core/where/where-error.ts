import { AppError } from '../errors.ts';

/** Longest part of a written path that an answer repeats. */
const shownLength = 100;

/** How a written path stands in an answer: as written, cut where it is absurdly long. */
function shown(path: string): string {
  return path.length <= shownLength ? path : `${path.slice(0, shownLength)}…`;
}

/** The refusal of a field that is not there or that the caller may not name; both read the same. */
export function unknownField(path: string): AppError {
  return new AppError('unknown_field', { detail: `There is no field "${shown(path)}".` });
}

/** The refusal of an operator that the field does not have. */
export function unknownOperator(path: string): AppError {
  return new AppError('unknown_operator', { detail: `"${shown(path)}" does not end in an operator of that field.` });
}

/** The refusal of a value; `expected` completes "must be". */
export function invalidValue(path: string, expected: string): AppError {
  return new AppError('invalid_parameter', { detail: `The filter ${path === '' ? '' : `at "${shown(path)}" `}must be ${expected}.` });
}

/** The refusal of a filter that would cost too much; `limit` names what it has too much of. */
export function tooComplex(limit: string): AppError {
  return new AppError('filter_too_complex', { detail: `A filter has at most ${limit}.` });
}
