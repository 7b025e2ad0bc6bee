import type { BooleanFactory } from '@plinth/client/types';
import { checkOptions, defaultOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';

/** Declares a yes or no. */
export const boolean: BooleanFactory = (options = {} as never) => ({ kind: 'boolean', options });

/** What `boolean` is: `true` or `false`, and nothing that looks like them. */
export const booleanType: FieldType = {
  kind: 'boolean',
  check: (options) => checkOptions(options, defaultOptions),
  value: () => 'boolean',
  storage: () => 'boolean',
  schema: () => ({ type: 'boolean' }),
  normalize: (value) => (typeof value === 'boolean' ? value : undefined),
};
