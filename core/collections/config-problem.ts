/** One mistake in a config. */
export interface ConfigProblem {
  /** Where it is, for example `collections.posts.fields.title.max`. */
  readonly path: string;
  /** What is wrong there, as a sentence without its subject: `must be an integer (got "20")`. */
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
}

/** Gathers mistakes, so that an author sees all of them at once. */
export class ProblemList {
  readonly problems: ConfigProblem[] = [];

  add(path: string, message: string, hint?: string): void {
    this.problems.push({ path, message, ...(hint !== undefined && { hint }) });
  }
}
