import type { NumberFactory } from '@plinth/client/types';
import { checkOptions, checkRange, finite, uniqueOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { numberOption } from '../option-values.ts';

/** Declares a number in double precision. */
export const number: NumberFactory = (options = {} as never) => ({ kind: 'number', options });

/** What `number` is: finite doubles. */
export const numberType: FieldType = {
  kind: 'number',
  check: (options) => [...checkOptions(options, { ...uniqueOptions, min: finite, max: finite }), ...checkRange(options)],
  value: () => 'number',
  storage: () => 'real',
  schema(options) {
    const min = numberOption(options, 'min');
    const max = numberOption(options, 'max');
    return { type: 'number', ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) };
  },
  // Adding zero turns -0, which databases do not keep, into 0.
  normalize: (value) => (Number.isFinite(value) ? (value as number) + 0 : undefined),
};
