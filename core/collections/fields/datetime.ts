import type { DatetimeFactory } from '@plinth/client/types';
import { checkOptions, checkRange, must, uniqueOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { textOption } from '../option-values.ts';

const written = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)$/;

/** Declares a moment. */
export const datetime: DatetimeFactory = (options = {} as never) => ({ kind: 'datetime', options });

/** What `datetime` is: ISO 8601 with `Z` or an offset, stored and answered in UTC as `YYYY-MM-DDTHH:MM:SS.sssZ`, in the years 0001 to 9999. */
export const datetimeType: FieldType = {
  kind: 'datetime',
  check: (options) => [...checkOptions(options, { ...uniqueOptions, min: moment, max: moment }), ...checkRange(options, isNotAfter)],
  value: () => 'datetime',
  storage: () => 'datetime',
  schema: () => ({ type: 'string', format: 'date-time' }),
  normalize(value, options) {
    const canonical = toUtc(value);
    if (canonical === undefined) return undefined;
    const [min, max] = [toUtc(textOption(options, 'min')), toUtc(textOption(options, 'max'))];
    return (min !== undefined && canonical < min) || (max !== undefined && canonical > max) ? undefined : canonical;
  },
};

const moment = must('be a datetime with an offset, for example "2026-01-31T12:00:00Z"', (value) => toUtc(value) !== undefined);

function isNotAfter(min: string, max: string): boolean {
  return (toUtc(min) ?? '') <= (toUtc(max) ?? '');
}

/** The canonical form; undefined where the text is no moment that exists. Digits beyond milliseconds are cut off. */
function toUtc(value: unknown): string | undefined {
  const parts = typeof value === 'string' && value.length <= 64 ? written.exec(value) : null;
  if (!parts) return undefined;
  const [, day = '', time = '', seconds = '00', fraction = '', sign, hours = '0', minutes = '0'] = parts;
  const local = `${day}T${time}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const parsed = new Date(local);
  // Date rolls over what does not exist (30 February, 24:00); only a moment that exists comes back as it went in.
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString() !== local) return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const utc = new Date(parsed.getTime() + (sign === '-' ? offset : sign === '+' ? -offset : 0)).toISOString();
  return utc.length === 24 && !utc.startsWith('0000') ? utc : undefined;
}
