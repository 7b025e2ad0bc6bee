import type { SecretFactory } from '@plinth/client/types';
import { checkOptions, count, refuseOptions, storedOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { numberOption } from '../option-values.ts';
import { isStorableText } from '../storable-text.ts';

const greatestLength = 10_000;

/** Declares a text that is encrypted at rest and never returned. */
export const secret: SecretFactory = (options = {} as never) => ({ kind: 'secret', options });

/** What `secret` is: a text of at most 10,000 code points unless said otherwise, without NUL and lone surrogates. */
export const secretType: FieldType = {
  kind: 'secret',
  check: (options) => [
    ...checkOptions(options, { ...storedOptions, max: count }),
    ...refuseOptions(options, { index: 'must be left out: a secret cannot be in an index' }),
  ],
  value: () => 'secret',
  storage: () => 'text',
  schema: (options) => ({ type: 'string', maxLength: numberOption(options, 'max') ?? greatestLength, writeOnly: true }),
  normalize: (value) => (isStorableText(value) ? value : undefined),
};
