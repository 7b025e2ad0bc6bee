import { ConfigError } from '../config/config-error.ts';
import { AppError } from '../errors.ts';
import { Refusal } from './refusal.ts';
import { UsageError } from './usage-error.ts';

/** Says on standard error why a command failed, and returns the exit code: 2 for what was typed, 1 for everything else. */
export function reportFailure(error: unknown): 1 | 2 {
  process.stderr.write(`${sentence(error)}\n`);
  return error instanceof UsageError ? 2 : 1;
}

function sentence(error: unknown): string {
  if (error instanceof UsageError || error instanceof Refusal || error instanceof ConfigError || error instanceof AppError)
    return error.message;
  if (!(error instanceof Error)) return String(error);
  return listenSentence(error) ?? error.stack ?? error.message;
}

/** The ways in which the operating system refuses an address. */
function listenSentence(error: NodeJS.ErrnoException & { port?: number; address?: string }): string | undefined {
  if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') return undefined;
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${error.port} is taken: stop what listens there, or choose another with --port.`,
    EACCES: `Port ${error.port} may not be used by this account: choose one above 1023 with --port.`,
    EADDRNOTAVAIL: `This machine has no address ${error.address}: choose another with --host.`,
    ENOTFOUND: 'The host to listen on is not known: choose another with --host.',
  };
  return sentences[error.code ?? ''];
}
