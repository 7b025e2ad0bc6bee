/** A test that failed, with what a person needs to find out why. */
export interface Failure {
  /** The names of the tests around it, outermost first, and its own. */
  readonly path: readonly string[];
  readonly detail: string;
}

/**
 * What one test file, or a part of it, came to. A test is an innermost `t.test`; its assertions are not counted one by one.
 * What stands beside tests of its own (a skipped test, a failed assertion between two tests) counts as one.
 */
export interface TestReport {
  readonly passed: number;
  readonly failures: readonly Failure[];
  /** The reasons, one for each skipped test. */
  readonly skipped: readonly string[];
}

export function combineReports(reports: readonly TestReport[]): TestReport {
  return {
    passed: reports.reduce((sum, report) => sum + report.passed, 0),
    failures: reports.flatMap((report) => report.failures),
    skipped: reports.flatMap((report) => report.skipped),
  };
}
