/** Most digits of a decimal; so many that a scaled one still fits 64 bits. */
const maxDigits = 18;

/**
 * The one written form of a decimal with `scale` digits behind the point: `1.50`, never `01.5`, `1.500` or `-0.00`.
 * `undefined` where the text is no decimal, is finer than the scale, or has more than 18 digits.
 */
export function canonicalDecimal(text: string, scale: number): string | undefined {
  const match = /^([+-]?)(\d{1,100})(?:\.(\d{1,100}))?$/.exec(text);
  if (!match) return undefined;
  const whole = (match[2] as string).replace(/^0+(?=\d)/, '');
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > scale || whole.length + scale > (whole === '0' ? maxDigits + 1 : maxDigits)) return undefined;
  const digits = scale > 0 ? `${whole}.${fraction.padEnd(scale, '0')}` : whole;
  return match[1] === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** Orders two decimals by value, exactly: negative where `left` is less, 0 where they are the same number. */
export function compareDecimals(left: string, right: string): number {
  const scale = Math.max(fractionLength(left), fractionLength(right));
  const a = scaled(left, scale);
  const b = scaled(right, scale);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function fractionLength(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

function scaled(text: string, scale: number): bigint {
  return BigInt(text.replace('.', '') + '0'.repeat(scale - fractionLength(text)));
}
