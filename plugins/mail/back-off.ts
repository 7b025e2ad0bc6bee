/** Between which two pauses, in milliseconds, one waits. */
export interface BackOff {
  readonly least: number;
  readonly most: number;
}

/** How long to wait after the nth failure in a row: twice as long each time, give or take a quarter, so that many who failed together do not come back together. */
export function backOff({ least, most }: BackOff, failures: number): number {
  const whole = Math.min(most, least * 2 ** Math.min(failures - 1, 30));
  return Math.round(whole * (0.75 + Math.random() / 2));
}
