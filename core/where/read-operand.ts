import type { Near, Operand, Scalar, WhereField, Within } from './condition.ts';
import type { Operator } from './operators.ts';
import { expectedScalar, fromText, numberFromText, readScalar } from './read-scalar.ts';
import type { WhereBudget } from './where-budget.ts';
import { invalidValue } from './where-error.ts';
import { isWrittenObject, numberedList } from './written-object.ts';

/** A comparison as it was written. */
export interface WrittenComparison {
  readonly field: WhereField;
  readonly op: Operator;
  readonly value: unknown;
  /** For answers. */
  readonly path: string;
  /** Whether values are text from a URL. */
  readonly text: boolean;
}

/** Checks the value of a comparison and brings it to its one form. Throws `invalid_parameter`, and `filter_too_complex` for a long list. */
export function readOperand(written: WrittenComparison, budget: WhereBudget): Operand {
  switch (written.op) {
    case 'in':
    case 'notIn':
      return readList(written, budget);
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return requireNotNull(written, scalar(written, written.value));
    case 'has':
      // Asked of many choices, a value is one of the choices.
      return requireNotNull(written, scalar({ ...written, field: { ...written.field, value: 'choice' } }, written.value));
    case 'near':
      return readNear(written);
    case 'within':
      return readWithin(written);
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return scalar(written, written.value);
  }
}

function scalar({ field, path, text }: WrittenComparison, value: unknown): Scalar {
  const read = readScalar(field, text ? fromText(field, value) : value);
  if (read === undefined) throw invalidValue(path, expectedScalar(field));
  return read;
}

function requireNotNull(written: WrittenComparison, value: Scalar): Scalar {
  if (value === null) throw invalidValue(written.path, 'a value, not null');
  return value;
}

function readList(written: WrittenComparison, budget: WhereBudget): readonly Scalar[] {
  let list = written.value;
  if (written.text) list = typeof list === 'string' ? [list] : numberedList(list);
  if (!Array.isArray(list)) throw invalidValue(written.path, 'a list');
  budget.list(list.length);
  return Array.from(list, (member: unknown) => scalar(written, member));
}

function readNear(written: WrittenComparison): Near {
  const [lat, lon, meters] = readNumbers(written, ['lat', 'lon', 'meters']) as [number, number, number];
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180 || meters < 0)
    throw invalidValue(written.path, 'a place on the globe, and a distance from 0 meters up');
  return { lat, lon, meters };
}

function readWithin(written: WrittenComparison): Within {
  const [south, west, north, east] = readNumbers(written, ['south', 'west', 'north', 'east']) as [number, number, number, number];
  if (south < -90 || north > 90 || south > north || Math.abs(west) > 180 || Math.abs(east) > 180) {
    throw invalidValue(written.path, 'a box on the globe with south not above north');
  }
  return { south, west, north, east };
}

/** The numbers under exactly these keys, in their order. */
function readNumbers(written: WrittenComparison, keys: readonly string[]): number[] {
  const { value, path } = written;
  const expected = `an object of the numbers ${keys.join(', ')}`;
  if (!isWrittenObject(value) || Object.keys(value).length !== keys.length) throw invalidValue(path, expected);
  return keys.map((key) => {
    const member = Object.hasOwn(value, key) ? value[key] : undefined;
    const number = written.text ? numberFromText(member) : member;
    if (!Number.isFinite(number)) throw invalidValue(path, expected);
    return number as number;
  });
}
