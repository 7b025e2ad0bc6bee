import { UsageError } from './usage-error.ts';

/** The number in `--port`; `undefined` where the flag is absent, so that environment and config decide. */
export function parsePort(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  const port = Number(typed);
  if (!/^\d+$/.test(typed) || port > 65535) throw new UsageError(`--port takes a number from 0 to 65535, not "${typed}".`);
  return port;
}
