const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_557_600_000 } as const;

/** A span of time as authors write it (`30s`, `15m`, `12h`, `7d`, `2w`, `1y`), in milliseconds; undefined where it is none. A year is 365.25 days. */
export function parseDuration(text: unknown): number | undefined {
  const found = typeof text === 'string' ? /^([1-9][0-9]{0,5})([smhdwy])$/.exec(text) : null;
  return found ? Number(found[1]) * units[found[2] as keyof typeof units] : undefined;
}
