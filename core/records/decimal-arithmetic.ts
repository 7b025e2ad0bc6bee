interface Scaled {
  readonly digits: bigint;
  readonly scale: number;
}

function scaled(text: string): Scaled {
  const [whole = '', fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

function text({ digits, scale }: Scaled): string {
  const sign = digits < 0n ? '-' : '';
  const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const fraction = scale === 0 ? '' : all.slice(-scale).replace(/0+$/, '');
  const whole = scale === 0 ? all : all.slice(0, -scale);
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function aligned(left: Scaled, right: Scaled): [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  const raise = (one: Scaled): bigint => one.digits * 10n ** BigInt(scale - one.scale);
  return [raise(left), raise(right), scale];
}

/** The exact sum of two decimal texts. */
export function addDecimals(left: string, right: string): string {
  const [a, b, scale] = aligned(scaled(left), scaled(right));
  return text({ digits: a + b, scale });
}

/** The exact product of two decimal texts; it may have more digits than either. */
export function multiplyDecimals(left: string, right: string): string {
  const a = scaled(left);
  const b = scaled(right);
  return text({ digits: a.digits * b.digits, scale: a.scale + b.scale });
}
