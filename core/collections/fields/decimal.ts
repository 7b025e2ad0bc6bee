import type { DecimalFactory } from '@plinth/client/types';
import { canonicalDecimal, compareDecimals } from '../../where/decimal-text.ts';
import { checkOptions, checkRange, must, uniqueOptions } from '../check-options.ts';
import { describeValue } from '../describe-value.ts';
import type { FieldType, OptionProblem } from '../field-type.ts';
import { numberOption, textOption } from '../option-values.ts';

type Options = Readonly<Record<string, unknown>>;

const written = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/** Declares an exact decimal number; a text in JSON. */
export const decimal: DecimalFactory = (options = {} as never) => ({ kind: 'decimal', options });

/** What `decimal` is: text such as `12.5`, stored and answered with exactly `scale` digits behind the point (`12.50`). */
export const decimalType: FieldType = {
  kind: 'decimal',
  check(options) {
    const problems = checkOptions(options, { ...uniqueOptions, precision: upTo18, scale: upTo18, min: anyDecimal, max: anyDecimal });
    return problems.length > 0 ? problems : checkDigits(options);
  },
  value: () => 'decimal',
  storage: () => 'decimal',
  schema(options) {
    const { precision, scale } = decimalDigits(options);
    const whole = precision > scale ? `(0|[1-9][0-9]{0,${precision - scale - 1}})` : '0';
    return { type: 'string', pattern: `^-?${whole}${scale > 0 ? `(\\.[0-9]{1,${scale}})?` : ''}$` };
  },
  normalize(value, options) {
    const canonical = toCanonical(value, options);
    if (canonical === undefined) return undefined;
    const [min, max] = [textOption(options, 'min'), textOption(options, 'max')];
    if (min !== undefined && compareDecimals(canonical, min) < 0) return undefined;
    return max !== undefined && compareDecimals(canonical, max) > 0 ? undefined : canonical;
  },
};

/** How many digits a decimal has in all, and how many of them behind the point. */
export function decimalDigits(options: Options): { precision: number; scale: number } {
  return { precision: numberOption(options, 'precision') ?? 18, scale: numberOption(options, 'scale') ?? 2 };
}

const upTo18 = must('be an integer from 0 to 18', (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 18);
const anyDecimal = must('be a decimal as text, for example "12.50"', (value) => typeof value === 'string' && written.test(value));

function checkDigits(options: Options): readonly OptionProblem[] {
  const { precision, scale } = decimalDigits(options);
  if (precision < 1) return [{ path: ['precision'], message: 'must be an integer from 1 to 18 (got 0)' }];
  if (scale > precision) return [{ path: ['scale'], message: `must not be above precision (${scale} > ${precision})` }];
  const unfit = ['min', 'max'].filter((name) => options[name] !== undefined && toCanonical(options[name], options) === undefined);
  if (unfit.length > 0) {
    return unfit.map((name) => ({
      path: [name],
      message: `must fit precision ${precision} and scale ${scale} (got ${describeValue(options[name])})`,
    }));
  }
  return checkRange(options, (min: string, max: string) => compareDecimals(min, max) <= 0);
}

function toCanonical(value: unknown, options: Options): string | undefined {
  const parts = typeof value === 'string' && value.length <= 40 ? written.exec(value) : null;
  if (!parts) return undefined;
  const { precision, scale } = decimalDigits(options);
  const [, , whole = '0', fraction = ''] = parts;
  if (fraction.length > scale || (whole === '0' ? 0 : whole.length) > precision - scale) return undefined;
  return canonicalDecimal(parts[0], scale);
}
