import type { Collection, CollectionField } from '../collections/collection.ts';
import type { AppError } from '../errors.ts';
import { compareDecimals } from '../where/decimal-text.ts';
import { validationFailed } from './check-data.ts';
import { addDecimals, multiplyDecimals } from './decimal-arithmetic.ts';
import type { Row } from './row.ts';

/** A change that is worked out from the value that is there: `{ increment: 1 }`, `{ add: ['x'] }`, `{ $merge: {…} }`. */
type Operation = Readonly<Record<string, unknown>>;

const numberOperators = new Set(['increment', 'multiply', 'min', 'max']);
const listOperators = new Set(['add', 'remove']);
const jsonOperators = new Set(['$merge', '$append']);

/** The values of a body that are to be set, and those that are to be worked out. */
export interface SplitData {
  readonly plain: Row;
  readonly operations: ReadonlyMap<string, Operation>;
}

/** Parts a body for an update. A name that may not be written is left among the plain values, where it is refused. */
export function splitOperations(collection: Collection, data: Readonly<Record<string, unknown>>, writable: ReadonlySet<string>): SplitData {
  const plain: Row = {};
  const operations = new Map<string, Operation>();
  for (const [name, value] of Object.entries(data)) {
    const operators = writable.has(name) ? operatorsOf(collection.fields.get(name)) : undefined;
    if (operators && isOperation(value, operators)) operations.set(name, value);
    else plain[name] = value;
  }
  return { plain, operations };
}

function operatorsOf(field: CollectionField | undefined): ReadonlySet<string> | undefined {
  switch (field?.value) {
    case 'integer':
    case 'number':
    case 'decimal':
      return numberOperators;
    case 'choices':
    case 'relations':
      return listOperators;
    case 'json':
      return jsonOperators;
    default:
      return undefined;
  }
}

/** All keys are operators; a JSON value that has other keys too is a value. */
function isOperation(value: unknown, operators: ReadonlySet<string>): value is Operation {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => operators.has(key));
}

/** Works the operations out on the record as it is, under its lock. What comes out is checked like any value. */
export function applyOperations(collection: Collection, before: Row, operations: ReadonlyMap<string, Operation>): Row {
  const worked: Row = {};
  for (const [name, operation] of operations) {
    const field = collection.fields.get(name) as CollectionField;
    const entries = Object.entries(operation);
    if (entries.length > 1 && operatorsOf(field) !== listOperators) throw mistake(name, 'takes one operator at a time');
    let value = before[name];
    for (const [operator, operand] of entries) value = work({ field, value, operator, operand });
    worked[name] = value;
  }
  return worked;
}

interface Work {
  readonly field: CollectionField;
  readonly value: unknown;
  readonly operator: string;
  readonly operand: unknown;
}

function work(one: Work): unknown {
  const operators = operatorsOf(one.field);
  if (operators === numberOperators) return one.field.value === 'decimal' ? workDecimal(one) : workNumber(one);
  return operators === listOperators ? workList(one) : workJson(one);
}

function mistake(path: string, message: string, code = 'invalid_type'): AppError {
  return validationFailed([{ path, code, message }]);
}

/** Nothing counts as 0 where something is added, and as no bound for `min` and `max`; nothing times anything stays nothing. */
function workNumber({ field, value, operator, operand }: Work): unknown {
  if (typeof operand !== 'number') throw mistake(`${field.name}.${operator}`, 'must be a number');
  const present = value as number | null;
  if (operator === 'increment') return (present ?? 0) + operand;
  if (operator === 'multiply') return present === null ? null : present * operand;
  if (present === null) return operand;
  return operator === 'min' ? Math.min(present, operand) : Math.max(present, operand);
}

function workDecimal({ field, value, operator, operand }: Work): unknown {
  const path = `${field.name}.${operator}`;
  if (typeof operand !== 'string' || !/^-?\d{1,18}(\.\d{1,18})?$/.test(operand)) throw mistake(path, 'must be a decimal number as text');
  const present = value as string | null;
  if (operator === 'increment') return present === null ? operand : addDecimals(present, operand);
  if (operator === 'multiply') return present === null ? null : multiplyDecimals(present, operand);
  if (present === null) return operand;
  const order = compareDecimals(present, operand);
  return (operator === 'min') === order <= 0 ? present : operand;
}

function workList({ field, value, operator, operand }: Work): unknown {
  if (!Array.isArray(operand)) throw mistake(`${field.name}.${operator}`, 'must be a list');
  const present = (value as unknown[] | null) ?? [];
  const named = new Set<unknown>(operand);
  if (operator === 'remove') return present.filter((one) => !named.has(one));
  return [...present, ...[...named].filter((one) => !present.includes(one))];
}

function workJson({ field, value, operator, operand }: Work): unknown {
  const path = `${field.name}.${operator}`;
  if (operator === '$append') {
    if (!Array.isArray(operand)) throw mistake(path, 'must be a list');
    if (value !== null && !Array.isArray(value)) throw mistake(path, 'the value that is there is no list');
    return [...((value as unknown[] | null) ?? []), ...operand];
  }
  if (!isObject(operand)) throw mistake(path, 'must be an object');
  if (value !== null && !isObject(value)) throw mistake(path, 'the value that is there is no object');
  return { ...(value ?? {}), ...operand };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
