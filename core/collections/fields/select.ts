import type { SelectFactory } from '@plinth/client/types';
import { checkOptions, flag, must, refuseOptions, uniqueOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { flagOption } from '../option-values.ts';
import { isStorableText } from '../storable-text.ts';

type Options = Readonly<Record<string, unknown>>;

/** Declares a choice of a list, or with `many` any number of its choices. */
export const select: SelectFactory = (choices, options = {} as never) => ({ kind: 'select', options: { ...options, choices } });

/** What `select` is: one of the choices; with `many` a list of them without repetition, whose order is kept. */
export const selectType: FieldType = {
  kind: 'select',
  check: (options) => [
    ...checkOptions(options, { ...uniqueOptions, many: flag, choices: choiceList }),
    ...(options.choices === undefined ? [{ path: ['choices'], message: 'must be a list of texts (got nothing)' }] : []),
    ...(flagOption(options, 'many') ? refuseOptions(options, refusedWithMany) : []),
  ],
  value: (options) => (flagOption(options, 'many') ? 'choices' : 'choice'),
  storage: (options) => (flagOption(options, 'many') ? 'texts' : 'text'),
  schema(options) {
    const one = { type: 'string', enum: choicesOf(options) };
    if (!flagOption(options, 'many')) return one;
    return { type: 'array', items: one, uniqueItems: true, ...(flagOption(options, 'required') && { minItems: 1 }) };
  },
  normalize(value, options) {
    const choices = choicesOf(options);
    if (!flagOption(options, 'many')) return choices.includes(value as string) ? value : undefined;
    if (!Array.isArray(value) || new Set(value).size !== value.length) return undefined;
    return value.every((chosen) => choices.includes(chosen)) ? value : undefined;
  },
};

const refusedWithMany = {
  unique: 'must be left out with many: lists cannot be unique',
  index: 'must be left out with many: lists cannot be in an index',
};

const choiceList = must(
  'be a list of different texts, each of 1 to 200 characters',
  (value) => Array.isArray(value) && value.length > 0 && value.every(isChoice) && new Set(value).size === value.length,
);

function isChoice(value: unknown): boolean {
  return isStorableText(value) && value.length > 0 && value.length <= 200;
}

/** The choices that an author declared. */
export function choicesOf(options: Options): readonly string[] {
  return Array.isArray(options.choices) ? options.choices : [];
}
