import type { RelationFactory } from '@plinth/client/types';
import { checkOptions, flag, must, refuseOptions, storedOptions } from '../check-options.ts';
import type { FieldType, OptionProblem } from '../field-type.ts';
import { targetIdType } from '../id-types.ts';
import { flagOption } from '../option-values.ts';

type Options = Readonly<Record<string, unknown>>;

/** How many records a to-many relation may refer to. */
const most = 1000;

/** Declares a relation to a record of the collection `to`, or with `many` to any number of them. */
export const relation: RelationFactory = (to, options = {} as never) => ({ kind: 'relation', to, options }) as never;

/** What `relation` is: the id of a record, or with `many` a list of ids without repetition, whose order is kept. */
export const relationType: FieldType = {
  kind: 'relation',
  check: (options) => [
    ...checkOptions(options, { ...storedOptions, many: flag, unique: flag, onDelete }),
    ...(flagOption(options, 'many') ? refuseOptions(options, { unique: 'must be left out with many' }) : []),
    ...checkOnDelete(options),
  ],
  value: (options) => (flagOption(options, 'many') ? 'relations' : targetIdType(options).value),
  storage: (options) => (flagOption(options, 'many') ? undefined : targetIdType(options).storage),
  schema(options) {
    const one = targetIdType(options).schema;
    if (!flagOption(options, 'many')) return one;
    return { type: 'array', items: one, uniqueItems: true, maxItems: most, ...(flagOption(options, 'required') && { minItems: 1 }) };
  },
  normalize(value, options) {
    const { normalize } = targetIdType(options);
    if (!flagOption(options, 'many')) return normalize(value);
    if (!Array.isArray(value) || value.length > most) return undefined;
    const ids = value.map(normalize);
    return ids.includes(undefined) || new Set(ids).size !== ids.length ? undefined : ids;
  },
};

const actions = ['restrict', 'setNull', 'cascade', 'unlink'];
const onDelete = must(`be one of ${actions.map((action) => `"${action}"`).join(', ')}`, (value) => actions.includes(value as string));

function checkOnDelete(options: Options): readonly OptionProblem[] {
  const many = flagOption(options, 'many');
  const wrong = (message: string, hint: string) => [{ path: ['onDelete'], message, hint }];
  if (options.onDelete === 'setNull' && many) return wrong('cannot be "setNull" with many: a list is never null', 'Use "unlink".');
  if (options.onDelete === 'setNull' && flagOption(options, 'required')) {
    return wrong('cannot be "setNull" on a required relation', 'Use "restrict" or "cascade", or drop required.');
  }
  if (options.onDelete === 'unlink' && !many) return wrong('can be "unlink" only with many', 'Use "setNull", "restrict" or "cascade".');
  return [];
}
