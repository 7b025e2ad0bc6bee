import { compareText } from './compare-text.ts';
import type { Condition, Near, Scalar, WhereField, Within } from './condition.ts';
import { compareDecimals } from './decimal-text.ts';
import { isNear, nearCircle } from './near-circle.ts';
import type { Operator } from './operators.ts';
import { unitVector } from './unit-vector.ts';

/** The values of one record by field name, as the API has them. A field that is not there counts as null. */
export type MatchedRow = Readonly<Record<string, unknown>>;

type Comparison = Extract<Condition, { kind: 'compare' }>;

/**
 * Whether a record matches, with exactly the meaning that the SQL has. `undefined` where that hangs on related records, which only the
 * database can tell; where the record's own values settle it, they do.
 */
export function matches(condition: Condition, row: MatchedRow): boolean | undefined {
  switch (condition.kind) {
    case 'and':
      return decide(condition.all, row, false);
    case 'or':
      return decide(condition.any, row, true);
    case 'not': {
      const inner = matches(condition.it, row);
      return inner === undefined ? undefined : !inner;
    }
    case 'compare':
      return matchesComparison(condition, row[condition.field.name]);
    case 'related':
      return undefined;
  }
}

/** `settling` is the answer of one member that settles the whole: false for `and`, true for `or`. */
function decide(members: readonly Condition[], row: MatchedRow, settling: boolean): boolean | undefined {
  let answer: boolean | undefined = !settling;
  for (const member of members) {
    const one = matches(member, row);
    if (one === settling) return settling;
    if (one === undefined) answer = undefined;
  }
  return answer;
}

function matchesComparison({ field, op, value }: Comparison, held: unknown): boolean | undefined {
  const missing = held === null || held === undefined;
  switch (op) {
    case 'eq':
      return isSame(field, held, value as Scalar);
    case 'ne':
      return !isSame(field, held, value as Scalar);
    case 'in':
      return (value as readonly Scalar[]).some((member) => isSame(field, held, member));
    case 'notIn':
      return !(value as readonly Scalar[]).some((member) => isSame(field, held, member));
    case 'has':
      // A to-many relation is no value of the record itself.
      return field.value === 'relations' ? undefined : Array.isArray(held) && held.includes(value);
    case 'near':
      return !missing && isNear(unitVector(held as Near), nearCircle(value as Near));
    case 'within':
      return !missing && isWithin(held as { lat: number; lon: number }, value as Within);
    default:
      return !missing && value !== null && matchesPresent({ field, op, value: value as Scalar }, held as Scalar);
  }
}

/** Operators that are false of null on either side. */
function matchesPresent({ field, op, value }: { field: WhereField; op: Operator; value: Scalar }, held: Scalar): boolean {
  switch (op) {
    case 'lt':
      return order(field, held, value) < 0;
    case 'lte':
      return order(field, held, value) <= 0;
    case 'gt':
      return order(field, held, value) > 0;
    case 'gte':
      return order(field, held, value) >= 0;
    case 'contains':
      return String(held).includes(String(value));
    case 'startsWith':
      return String(held).startsWith(String(value));
    case 'endsWith':
      return String(held).endsWith(String(value));
    default:
      throw new Error(`There is no operator "${op}" here.`);
  }
}

function isSame(field: WhereField, held: unknown, value: Scalar): boolean {
  if (held === null || held === undefined || value === null) return (held ?? null) === value;
  return field.value === 'decimal' ? compareDecimals(String(held), String(value)) === 0 : held === value;
}

function order(field: WhereField, held: Scalar, value: Scalar): number {
  if (field.value === 'decimal') return compareDecimals(String(held), String(value));
  if (typeof held === 'string' && typeof value === 'string') return compareText(held, value);
  return Number(held) - Number(value);
}

function isWithin({ lat, lon }: { lat: number; lon: number }, { south, west, north, east }: Within): boolean {
  const between = west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
  return lat >= south && lat <= north && between;
}
