import type { UrlFactory } from '@plinth/client/types';
import { checkOptions, must, uniqueOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { numberOption } from '../option-values.ts';

const longest = 2048;

// What RFC 3986 lets a URL consist of. URL itself would drop line breaks and trim spaces in silence.
const characters = /^https?:\/\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/i;

/** Declares an http or https address. */
export const url: UrlFactory = (options = {} as never) => ({ kind: 'url', options });

/** What `url` is: an absolute http or https address in ASCII, at most 2,048 characters, kept as it was written. */
export const urlType: FieldType = {
  kind: 'url',
  check: (options) => checkOptions(options, { ...uniqueOptions, max: upTo2048 }),
  value: () => 'text',
  storage: () => 'text',
  schema: (options) => ({ type: 'string', format: 'uri', maxLength: numberOption(options, 'max') ?? longest }),
  normalize(value, options) {
    if (typeof value !== 'string' || value.length > (numberOption(options, 'max') ?? longest)) return undefined;
    return characters.test(value) && URL.canParse(value) ? value : undefined;
  },
};

const upTo2048 = must(
  'be an integer from 1 to 2048',
  (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= longest,
);
