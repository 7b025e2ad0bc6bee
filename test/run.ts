// Runs the tests: `npm test [-- files…] [--jobs=2] [--require-servers]`. Each file is a process of its own, so a crash stays in its file.
import { parseArgs } from 'node:util';
import { findTestFiles, type TestFile } from './runner/find-test-files.ts';
import { printFile, printSums } from './runner/print-report.ts';
import { killRunningFiles, runFile } from './runner/run-file.ts';
import { combineReports, type TestReport } from './runner/test-report.ts';
import { findServers } from './servers/find-servers.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', default: '2' }, 'require-servers': { type: 'boolean', default: process.env.CI === 'true' } },
});

/** Runs the files a few at a time, and prints each as it ends. */
async function runFiles(files: readonly TestFile[], environment: NodeJS.ProcessEnv): Promise<TestReport> {
  const reports: TestReport[] = [];
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const { source, compiled } = file;
      const run = await runFile(compiled, environment);
      printFile(source, run);
      const failures = run.report.failures.map((failure) => ({ ...failure, path: [source, ...failure.path] }));
      reports.push({ ...run.report, failures });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs) || 1) }, work));
  return combineReports(reports);
}

function stopOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killRunningFiles();
      // The servers that were started for this run end with the process.
      process.exit(130);
    });
  }
}

/** Answers whether everything passed. */
async function runAll(): Promise<boolean> {
  const files = findTestFiles(positionals);
  const servers = await findServers();
  for (const line of servers.found) console.log(line);
  const report = await runFiles(files, { ...process.env, ...servers.variables }).finally(servers.stop);
  const wanted = values['require-servers'] ? servers.missing.map((reason) => ({ path: ['servers'], detail: reason })) : [];
  const whole = combineReports([report, { passed: 0, failures: wanted, skipped: [] }]);
  printSums(whole, servers.missing);
  return whole.failures.length === 0 && whole.passed > 0;
}

stopOnSignals();
try {
  process.exitCode = (await runAll()) ? 0 : 1;
} catch (error) {
  // The last line is the sums, whatever happens: programs read it.
  printSums({ passed: 0, failures: [{ path: [], detail: (error as Error).message }], skipped: [] }, []);
  process.exitCode = 1;
}
