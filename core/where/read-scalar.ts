import type { Scalar, WhereField } from './condition.ts';
import { canonicalDatetime, isDate } from './date-text.ts';
import { canonicalDecimal } from './decimal-text.ts';
import type { ValueType } from './operators.ts';

/** How one type of value is read. */
interface ScalarReader {
  /** Completes "must be". */
  readonly expected: string;
  /** The value in its one form; `undefined` where it is none of this type. */
  read(written: unknown, field: WhereField): Scalar | undefined;
}

/** What neither database can keep as text: NUL, and halves of surrogate pairs. */
const unstorable = /[\0\p{Surrogate}]/u;

function readText(written: unknown): string | undefined {
  return typeof written === 'string' && !unstorable.test(written) ? written : undefined;
}

/** An id that no record can have is no mistake: it finds nothing. */
function readId(written: unknown, field: WhereField): string | undefined {
  const text = readText(written);
  const stored = text === undefined ? undefined : field.normalize?.(text);
  return typeof stored === 'string' ? stored : text;
}

function readDatetime(written: unknown): string | undefined {
  if (written instanceof Date) return Number.isNaN(written.getTime()) ? undefined : canonicalDatetime(written.toISOString());
  return typeof written === 'string' ? canonicalDatetime(written) : undefined;
}

const onlyNull: ScalarReader = { expected: 'null', read: () => undefined };

/** Which types compare with what. Lists, points, JSON and secrets can only be asked whether they are there. */
const readers: Readonly<Record<ValueType, ScalarReader>> = {
  text: { expected: 'text', read: readText },
  id: { expected: 'an id, as text', read: readId },
  integer: { expected: 'an integer', read: (written) => (Number.isSafeInteger(written) ? (written as number) : undefined) },
  number: { expected: 'a number', read: (written) => (Number.isFinite(written) ? (written as number) : undefined) },
  decimal: {
    expected: 'a decimal, as text, no finer than the field',
    read: (written, field) => (typeof written === 'string' ? canonicalDecimal(written, field.scale ?? 0) : undefined),
  },
  boolean: { expected: 'true or false', read: (written) => (typeof written === 'boolean' ? written : undefined) },
  date: { expected: 'a day like 2026-01-31', read: (written) => (typeof written === 'string' && isDate(written) ? written : undefined) },
  datetime: { expected: 'a time like 2026-01-31T12:00:00.000Z', read: readDatetime },
  choice: {
    expected: 'one of the declared choices',
    read: (written, field) => (typeof written === 'string' && field.choices?.includes(written) ? written : undefined),
  },
  choices: onlyNull,
  relations: onlyNull,
  json: onlyNull,
  point: onlyNull,
  secret: onlyNull,
};

/** What a value of the field must be; completes "must be". */
export function expectedScalar(field: WhereField): string {
  return readers[field.value].expected;
}

/** Checks a written value, brings it to the form in which values of the field are kept, and lets null pass. `undefined` where it is wrong. */
export function readScalar(field: WhereField, written: unknown): Scalar | undefined {
  return written === null ? null : readers[field.value].read(written, field);
}

/** What a text from a URL says for a field: `null` is null except in text, and the rest is for `readScalar` to check. */
export function fromText(field: WhereField, text: unknown): unknown {
  if (typeof text !== 'string' || field.value === 'text') return text;
  if (text === 'null') return field.choices?.includes('null') ? text : null;
  if (field.value === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return field.value === 'integer' || field.value === 'number' ? numberFromText(text) : text;
}

/** The number that a text is, written as JSON writes numbers; otherwise the text. */
export function numberFromText(text: unknown): unknown {
  return typeof text === 'string' && /^-?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,4})?$/.test(text) ? Number(text) : text;
}
