import type { ReverseFactory } from '@plinth/client/types';
import { checkOptions, flag, readAccess } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';

/** Declares the other side of a relation: the records of `to` whose field `by` refers to this one. */
export const reverse: ReverseFactory = (to, by, options = {} as never) => ({ kind: 'reverse', to, by, options });

/** What `reverse` is: nothing that is stored; there only where it is expanded, and in conditions. */
export const reverseType: FieldType = {
  kind: 'reverse',
  check: (options) => checkOptions(options, { access: readAccess, hidden: flag }),
  value: () => 'relations',
  storage: () => undefined,
  schema: () => ({ type: 'array', items: { type: 'object' } }),
};
