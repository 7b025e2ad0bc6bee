import type { ConfigProblem } from '../collections/config-problem.ts';

/** Everything that is wrong with a config, at once. Its text is for the author: one line per mistake, and never a stack. */
export class ConfigError extends Error {
  readonly #problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super(problems.map(toLine).join('\n'), options);
    this.#problems = problems;
    // The mistake is in the author's file; where this was thrown tells nobody anything.
    this.stack = this.message;
  }

  get problems(): readonly ConfigProblem[] {
    return this.#problems;
  }

  override get name(): string {
    return 'ConfigError';
  }

  override toString(): string {
    return this.message;
  }

  /** What Node prints of it, uncaught or logged. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.message;
  }
}

function toLine({ path, message, hint }: ConfigProblem): string {
  return hint === undefined ? `${path}: ${message}` : `${path}: ${message}. ${hint}`;
}
