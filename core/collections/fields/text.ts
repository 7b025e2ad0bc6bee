import type { TextFactory } from '@plinth/client/types';
import { checkOptions, checkRange, count, must, uniqueOptions } from '../check-options.ts';
import type { FieldType, OptionProblem } from '../field-type.ts';
import { flagOption, numberOption, textOption } from '../option-values.ts';
import { isStorableText } from '../storable-text.ts';

type Options = Readonly<Record<string, unknown>>;

const greatestLength = 100_000;

/** The longest text that an index can hold: PostgreSQL's index entries end at 2,704 bytes, a code point takes up to four. */
export const longestIndexedText = 650;

/** Declares a text. `max` is 100,000 code points unless said otherwise, 650 where the field is in an index. */
export const text: TextFactory = (options = {} as never) => ({ kind: 'text', options });

/** What `text` is: any characters but NUL and lone surrogates; lengths count code points. */
export const textType: FieldType = {
  kind: 'text',
  check: (options) => [
    ...checkOptions(options, { ...uniqueOptions, min: count, max: count, pattern: regularExpression }),
    ...checkRange(options),
    ...checkIndexed(options),
  ],
  value: () => 'text',
  storage: () => 'text',
  schema(options) {
    const min = numberOption(options, 'min');
    const pattern = textOption(options, 'pattern');
    const max = numberOption(options, 'max') ?? (isIndexed(options) ? longestIndexedText : greatestLength);
    return { type: 'string', ...(min !== undefined && { minLength: min }), maxLength: max, ...(pattern !== undefined && { pattern }) };
  },
  normalize: (value) => (isStorableText(value) ? value : undefined),
};

const regularExpression = must('be a regular expression as text, without slashes', (value) => {
  if (typeof value !== 'string') return false;
  try {
    return new RegExp(value, 'u') instanceof RegExp;
  } catch {
    // An expression that does not compile is the mistake that this check reports.
    return false;
  }
});

/** `indexed` is set by the compiler for fields that an index of the collection names. */
function isIndexed(options: Options): boolean {
  return flagOption(options, 'unique') || flagOption(options, 'index') || flagOption(options, 'indexed');
}

function checkIndexed(options: Options): readonly OptionProblem[] {
  const max = numberOption(options, 'max');
  if (max === undefined || max <= longestIndexedText || !isIndexed(options)) return [];
  return [{ path: ['max'], message: `must be ${longestIndexedText} or less where the field is unique or indexed (got ${max})` }];
}
