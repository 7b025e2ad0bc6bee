import type { TestReport } from './test-report.ts';

/** Prints one line for a file that has been run, and its failures. */
export function printFile(source: string, { report, time }: { readonly report: TestReport; readonly time: number }): void {
  const mark = report.failures.length > 0 ? '✗' : report.passed > 0 ? '✓' : '-';
  const skipped = report.skipped.length > 0 ? `, ${report.skipped.length} skipped` : '';
  console.log(`${mark} ${source}  ${report.passed} passed${skipped}  ${(time / 1000).toFixed(1)} s`);
  for (const failure of report.failures) {
    console.log(`\n    ${[source, ...failure.path].join(' > ')}`);
    console.log(`${failure.detail.replaceAll(/^/gm, '      ')}\n`);
  }
}

/** Prints what was left out and why, and as the very last line the sums. */
export function printSums(whole: TestReport, missing: readonly string[]): void {
  console.log('');
  if (whole.failures.length > 0) console.log('Failed:');
  for (const { path, detail } of whole.failures) console.log(`  ${path.length > 0 ? path.join(' > ') : detail.split('\n')[0]}`);
  const reasons = new Map<string, number>();
  for (const reason of whole.skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const [reason, count] of reasons) console.log(`Skipped: ${count} ${count === 1 ? 'test' : 'tests'} (${reason})`);
  for (const server of missing) console.log(`Could not be run for want of a server: ${server}`);
  console.log(`${whole.passed} passed, ${whole.failures.length} failed, ${whole.skipped.length} skipped`);
}
