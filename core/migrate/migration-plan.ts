/** `safe` loses nothing and runs; `refused` stops the whole plan; `kept` is no longer declared, stays as it is, and needs nothing done. */
export type Verdict = 'safe' | 'refused' | 'kept';

/** One difference between what is declared and what the database has. */
export interface MigrationStep {
  readonly verdict: Verdict;
  /** What it concerns: `posts`, `posts.title`, or an index's name. */
  readonly subject: string;
  /** What will be done, or why it will not be. */
  readonly sentence: string;
  /** In their order; empty for what is not done, and where only the platform's own notes change. */
  readonly statements: readonly string[];
  /** Run when the statements of all steps have run: what needs all tables to be there. */
  readonly later?: readonly string[];
}

/** How the database gets from what it is to what is declared. */
export interface MigrationPlan {
  readonly steps: readonly MigrationStep[];
  /** Whether there is anything to do, or to be decided. */
  readonly behind: boolean;
  /** The steps that stop it; empty where it can be applied. */
  readonly refused: readonly MigrationStep[];
  /** One line for each step. */
  print(): string;
}

/** Makes a plan of its steps. */
export function createMigrationPlan(steps: readonly MigrationStep[]): MigrationPlan {
  return {
    steps,
    behind: steps.some((step) => step.verdict !== 'kept'),
    refused: steps.filter((step) => step.verdict === 'refused'),
    print: () => steps.map((step) => `${step.verdict.padEnd(7)}  ${step.subject}: ${step.sentence}`).join('\n'),
  };
}
