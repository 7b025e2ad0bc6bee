import type { ErrorCode } from './error-code.ts';

/** One mistake in a body: where it is and what is wrong there. */
export interface ProblemItem {
  /** Dotted path from the root of the body, for example `author` or `tags.2`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** The body of every error answer (RFC 9457, `application/problem+json`). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** One of `ErrorCode`, or a code that a plugin declared. */
  readonly code: ErrorCode | (string & {});
  readonly detail: string;
  /** The request id; the same id stands in the log. */
  readonly instance: string;
  readonly errors?: readonly ProblemItem[];
}
