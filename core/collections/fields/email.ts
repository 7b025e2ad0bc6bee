import type { EmailFactory } from '@plinth/client/types';
import { checkOptions, must, uniqueOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { numberOption } from '../option-values.ts';

const longest = 254;

const local = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*";
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const address = new RegExp(`^${local}@(?:${label}\\.)+${label}$`);

/** Declares an e-mail address. */
export const email: EmailFactory = (options = {} as never) => ({ kind: 'email', options });

/** What `email` is: an ASCII address of at most 254 characters, kept in lower case, so that one address is one value. */
export const emailType: FieldType = {
  kind: 'email',
  check: (options) => checkOptions(options, { ...uniqueOptions, max: upTo254 }),
  value: () => 'text',
  storage: () => 'text',
  schema: (options) => ({ type: 'string', format: 'email', maxLength: numberOption(options, 'max') ?? longest }),
  normalize(value, options) {
    // The length is asked first: the expression must not meet a megabyte.
    if (typeof value !== 'string' || value.length > longest) return undefined;
    const folded = value.normalize('NFKC').toLowerCase();
    return folded.length <= (numberOption(options, 'max') ?? longest) && address.test(folded) ? folded : undefined;
  },
};

const upTo254 = must(
  'be an integer from 6 to 254',
  (value) => Number.isInteger(value) && (value as number) >= 6 && (value as number) <= longest,
);
