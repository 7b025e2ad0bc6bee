import { AppError } from '../errors.ts';

/** Brings decimal text to the integer that stands for it, so that a database without exact decimals keeps it exactly: `'12.5'` with scale 2 is `1250n`. Throws `number_out_of_range` where digits would be lost. */
export function toScaledInteger(text: string, scale: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > scale) {
    throw new AppError('number_out_of_range', { detail: `A decimal with ${scale} digits behind the point was expected.` });
  }
  const magnitude = BigInt(`${match[2]}${fraction.padEnd(scale, '0')}`);
  return match[1] ? -magnitude : magnitude;
}

/** Puts the point back into the digits of a scaled integer; always with `scale` digits behind it, as PostgreSQL writes a numeric. */
export function fromScaledInteger(digits: string, scale: number): string {
  if (scale === 0) return digits;
  const negative = digits.startsWith('-');
  const magnitude = (negative ? digits.slice(1) : digits).padStart(scale + 1, '0');
  const point = magnitude.length - scale;
  return `${negative ? '-' : ''}${magnitude.slice(0, point)}.${magnitude.slice(point)}`;
}
