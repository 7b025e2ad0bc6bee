import { relative } from 'node:path';

/** An error of an author's file, in words for the author. */
export interface PlacedError {
  /** `plinth.config.ts:12`, relative to where the process runs; undefined where no file of the author is to blame. */
  readonly place: string | undefined;
  readonly message: string;
}

const location = /((?:\/|[A-Za-z]:\\)[^\s()]*?):(\d+)(:\d+)?\)?$/;

/** Finds the author's line in an error that came of loading his files; `ours` is the folder of the platform's own code. */
export function placeOfError(error: unknown, ours: string): PlacedError {
  if (!(error instanceof Error)) return { place: undefined, message: `threw ${String(error)}` };
  const [line = ''] = error.message.split('\n');
  if (hasRequireStack(error)) return { place: error.requireStack[0] && shown(error.requireStack[0]), message: line };
  const isSyntax = line.startsWith('ParseError:');
  const message = line.replace(/^ParseError: /, '').trim();
  for (const frame of (error.stack ?? '').split('\n')) {
    const [, file, row, column = ''] = location.exec(frame.replace('file://', '')) ?? [];
    if (file === undefined || file.includes('/node_modules/') || file.startsWith(ours)) continue;
    // Compiling keeps lines and moves columns; only an error of syntax is found before that.
    return { place: `${shown(file)}:${row}${isSyntax ? column : ''}`, message };
  }
  return { place: undefined, message };
}

function hasRequireStack(error: Error): error is Error & { requireStack: readonly string[] } {
  return 'requireStack' in error && Array.isArray(error.requireStack);
}

function shown(file: string): string {
  return relative(process.cwd(), file);
}
