import type { IntegerFactory } from '@plinth/client/types';
import { checkOptions, checkRange, uniqueOptions, integer as wholeNumber } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { numberOption } from '../option-values.ts';

/** Declares a whole number that JSON keeps exactly. */
export const integer: IntegerFactory = (options = {} as never) => ({ kind: 'integer', options });

/** What `integer` is: whole numbers from -(2^53 - 1) to 2^53 - 1. */
export const integerType: FieldType = {
  kind: 'integer',
  check: (options) => [...checkOptions(options, { ...uniqueOptions, min: wholeNumber, max: wholeNumber }), ...checkRange(options)],
  value: () => 'integer',
  storage: () => 'integer',
  schema: (options) => ({
    type: 'integer',
    minimum: numberOption(options, 'min') ?? Number.MIN_SAFE_INTEGER,
    maximum: numberOption(options, 'max') ?? Number.MAX_SAFE_INTEGER,
  }),
  // Adding zero turns -0, which databases do not keep, into 0.
  normalize: (value) => (Number.isSafeInteger(value) ? (value as number) + 0 : undefined),
};
