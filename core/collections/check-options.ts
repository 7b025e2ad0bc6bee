import { describeValue } from './describe-value.ts';
import type { OptionProblem } from './field-type.ts';
import { isPlainObject } from './is-plain-object.ts';
import { nameHint } from './nearest-name.ts';

type Options = Readonly<Record<string, unknown>>;

/** Says what is wrong with the value of one option. */
export type OptionCheck = (value: unknown) => readonly OptionProblem[];

const none: readonly OptionProblem[] = [];

/** A check that says `must <be>` unless the test passes. */
export function must(be: string, test: (value: unknown) => boolean): OptionCheck {
  return (value) => (test(value) ? none : [{ path: [], message: `must ${be} (got ${describeValue(value)})` }]);
}

/** `true` or `false`. */
export const flag = must('be true or false', (value) => typeof value === 'boolean');
/** A whole number from 0. */
export const count = must('be an integer, 0 or more', (value) => Number.isSafeInteger(value) && (value as number) >= 0);
/** A whole number that JSON keeps exactly. */
export const integer = must('be an integer', (value) => Number.isSafeInteger(value));
/** Any number but NaN and the infinities. */
export const finite = must('be a number', (value) => Number.isFinite(value));

const rule = must(
  'be true, false, a where or a function',
  (value) => ['boolean', 'function'].includes(typeof value) || isPlainObject(value),
);

const oldName = must('be the former name of the field', (value) => typeof value === 'string' && /^[A-Za-z][A-Za-z0-9]*$/.test(value));

// Whether a default fits is checked against the finished schema, not here.
const anyValue: OptionCheck = (value) => (value === null ? [{ path: [], message: 'must not be null; leave it out' }] : none);

/** Who may read a field that nobody can write. */
export const readAccess: OptionCheck = (value) => keysOf(value, { read: rule });

/** The options that every stored field takes. */
export const storedOptions: Readonly<Record<string, OptionCheck>> = {
  required: flag,
  index: flag,
  hidden: flag,
  renamedFrom: oldName,
  access: (value) => keysOf(value, { read: rule, write: rule }),
};

/** The options of fields that may fill themselves in. */
export const defaultOptions: Readonly<Record<string, OptionCheck>> = { ...storedOptions, default: anyValue };

/** The options of fields whose values can be told apart. */
export const uniqueOptions: Readonly<Record<string, OptionCheck>> = { ...defaultOptions, unique: flag };

/** Checks each option by its name; an option that is not in the table is a mistake, one that is undefined is absent. */
export function checkOptions(options: Options, checks: Readonly<Record<string, OptionCheck>>): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check) for (const problem of check(value)) problems.push({ ...problem, path: [name, ...problem.path] });
    else problems.push(unknownOption(name, Object.keys(checks)));
  }
  return problems;
}

/** Checks that the least value is not above the greatest. */
export function checkRange(
  options: Options,
  compare: (min: never, max: never) => boolean = (min, max) => min <= max,
): readonly OptionProblem[] {
  const { min, max } = options;
  if (min === undefined || max === undefined || typeof min !== typeof max || compare(min as never, max as never)) return none;
  return [{ path: ['min'], message: `must not be above max (${describeValue(min)} > ${describeValue(max)})` }];
}

/** Refuses options that make no sense together; each entry is the option and what to say of it. */
export function refuseOptions(options: Options, refused: Readonly<Record<string, string>>): readonly OptionProblem[] {
  return Object.entries(refused)
    .filter(([name]) => options[name] === true)
    .map(([name, message]) => ({ path: [name], message }));
}

function keysOf(value: unknown, checks: Readonly<Record<string, OptionCheck>>): readonly OptionProblem[] {
  if (!isPlainObject(value)) return [{ path: [], message: `must be an object (got ${describeValue(value)})` }];
  return checkOptions(value, checks);
}

function unknownOption(name: string, names: readonly string[]): OptionProblem {
  const hint = nameHint(name, names);
  return { path: [name], message: 'there is no such option', ...(hint !== undefined && { hint }) };
}
