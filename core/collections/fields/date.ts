import type { DateFactory } from '@plinth/client/types';
import { isDate } from '../../where/date-text.ts';
import { checkOptions, checkRange, must, uniqueOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { textOption } from '../option-values.ts';

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
  return typeof value === 'string' && isDate(value);
}
