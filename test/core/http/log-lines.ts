import { pino } from 'pino';
import type { App } from 'plinth';

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Listens to the log of an app, from `debug` up, in place of the standard output. */
export function captureLog({ server }: App): LogLine[] {
  const lines: LogLine[] = [];
  const log = server.log as unknown as { level: string } & Record<symbol, unknown>;
  log.level = 'debug';
  log[pino.symbols.streamSym] = { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) };
  return lines;
}
