import { spawn } from 'node:child_process';
import { readTap } from './read-tap.ts';
import { combineReports, type TestReport } from './test-report.ts';

/** Milliseconds after which a file is asked to stop; tap then names the tests that had not ended. */
const patience = 180_000;

export interface FileRun {
  readonly report: TestReport;
  /** Milliseconds. */
  readonly time: number;
}

/** Runs one compiled test file in a process of its own. A process that ends badly, or tests nothing, is a failure. */
export async function runFile(file: string, environment: NodeJS.ProcessEnv): Promise<FileRun> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', file], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const tap = readTap();
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', tap.write);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  const slow = setTimeout(() => child.kill('SIGTERM'), patience);
  const stuck = setTimeout(() => child.kill('SIGKILL'), patience + 10_000);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (...end) => resolve(end)),
  );
  clearTimeout(slow);
  clearTimeout(stuck);
  running.delete(child);
  const report = judge(tap.finish(), { code, signal, complaints });
  return { report, time: performance.now() - started };
}

const running = new Set<ReturnType<typeof spawn>>();

/** Ends the test files that are running, when the run is interrupted. */
export function killRunningFiles(): void {
  for (const child of running) child.kill('SIGKILL');
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What the process wrote to stderr. */
  readonly complaints: string;
}

function judge(report: TestReport, { code, signal, complaints }: End): TestReport {
  const failed = (detail: string): TestReport =>
    combineReports([report, { passed: 0, failures: [{ path: [], detail: `${detail}\n${complaints}`.trimEnd() }], skipped: [] }]);
  if (code !== 0 && report.failures.length === 0) return failed(signal ? `It was ended by ${signal}.` : `It exited with code ${code}.`);
  if (report.passed + report.failures.length + report.skipped.length === 0) return failed('It holds no test.');
  return report;
}
