import type { ErrorCode, Problem, ProblemItem } from './types/index.ts';

/** A refusal by the server. What `fetch` itself throws (no network, an aborted request) passes as it is. */
export class PlinthError extends Error {
  /** The promise of the API; the message is for people. A plugin's own code stands in `problem.code`. */
  readonly code: ErrorCode;
  readonly status: number;
  /** The body of the answer; undefined where something in between answered, such as a proxy. */
  readonly problem: Problem | undefined;
  /** Mistakes by path, for `validation_failed`; else empty. */
  readonly errors: readonly ProblemItem[];

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? problem?.title ?? `The server answered ${status}.`);
    this.name = 'PlinthError';
    this.code = (problem?.code ?? codeOf(status)) as ErrorCode;
    this.status = status;
    this.problem = problem;
    this.errors = problem?.errors ?? [];
  }
}

function codeOf(status: number): ErrorCode {
  if (status === 413) return 'payload_too_large';
  if (status === 429) return 'rate_limited';
  return status >= 502 && status <= 504 ? 'unavailable' : 'internal';
}
