import type { DateFactory } from '@plinth/client/types';
import { checkOptions, checkRange, must, uniqueOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { textOption } from '../option-values.ts';

const written = /^\d{4}-\d\d-\d\d$/;

/** Declares a calendar day. */
export const date: DateFactory = (options = {} as never) => ({ kind: 'date', options });

/** What `date` is: `YYYY-MM-DD`, a day that exists, in the years 0001 to 9999. */
export const dateType: FieldType = {
  kind: 'date',
  check: (options) => [...checkOptions(options, { ...uniqueOptions, min: day, max: day }), ...checkRange(options)],
  value: () => 'date',
  storage: () => 'date',
  schema: () => ({ type: 'string', format: 'date' }),
  normalize(value, options) {
    if (!isCalendarDay(value)) return undefined;
    const [min, max] = [textOption(options, 'min'), textOption(options, 'max')];
    return (min !== undefined && value < min) || (max !== undefined && value > max) ? undefined : value;
  },
};

const day = must('be a date as YYYY-MM-DD', (value) => isCalendarDay(value));

function isCalendarDay(value: unknown): value is string {
  if (typeof value !== 'string' || !written.test(value) || value.startsWith('0000')) return false;
  const moment = new Date(`${value}T00:00:00.000Z`);
  // Date rolls 30 February over into March; only a day that exists comes back as it went in.
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(value);
}
