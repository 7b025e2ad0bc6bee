import { type FinalResults, Parser, type Result } from 'tap-parser';
import { combineReports, type Failure, type TestReport } from './test-report.ts';

/** A level of the TAP stream: its own assertions, and the tests in it. */
interface Level {
  readonly path: readonly string[];
  readonly points: Result[];
  readonly tests: { readonly level: Level; closing: Result | undefined }[];
}

/** Reads the TAP stream of one file; `finish` answers what it came to. */
export function readTap(): { readonly write: (text: string) => void; readonly finish: () => TestReport } {
  let final: FinalResults | undefined;
  const parser = new Parser((results) => {
    final = results;
  });
  const top = follow(parser, []);
  return {
    write: (text) => parser.write(text),
    finish: () => {
      parser.end();
      return withWholeness(reportLevel(top, undefined), final);
    },
  };
}

/** A stream that ends before it has kept its plan is a failure, even where every test in it passed. */
function withWholeness(report: TestReport, final: FinalResults | undefined): TestReport {
  if (final?.ok || report.failures.length > 0) return report;
  const reasons = (final?.failures ?? []).map((failure) => failure.tapError ?? 'failed');
  return combineReports([
    report,
    { passed: 0, failures: [{ path: [], detail: `The tests ended early: ${reasons.join(', ')}` }], skipped: [] },
  ]);
}

function follow(parser: Parser, path: readonly string[]): Level {
  const level: Level = { path, points: [], tests: [] };
  parser.on('child', (child: Parser) => level.tests.push({ level: follow(child, [...path, child.name]), closing: undefined }));
  parser.on('assert', (result: Result) => {
    const last = level.tests.at(-1);
    if (result.closingTestPoint && last && !last.closing) last.closing = result;
    else level.points.push(result);
  });
  return level;
}

function reportLevel(level: Level, closing: Result | undefined): TestReport {
  return level.tests.length === 0 ? reportTest(level, closing) : reportGroup(level, closing);
}

function reportGroup(level: Level, closing: Result | undefined): TestReport {
  const tests = level.tests.map((test) => reportLevel(test.level, test.closing));
  const beside: TestReport = {
    passed: 0,
    failures: level.points.filter(failed).map((point) => failureOf(level.path, point)),
    skipped: level.points.filter(skipped).map(reasonOf),
  };
  const report = combineReports([...tests, beside]);
  if (!closing || closing.ok || closing.todo || report.failures.length > 0) return report;
  return combineReports([report, { passed: 0, failures: [failureOf(level.path.slice(0, -1), closing)], skipped: [] }]);
}

function reportTest(level: Level, closing: Result | undefined): TestReport {
  const broken = level.points.filter(failed);
  if (closing && broken.length === 0 && failed(closing))
    return { passed: 0, failures: [failureOf(level.path.slice(0, -1), closing)], skipped: [] };
  if (broken.length > 0) {
    const details = broken.map((point) => failureOf(level.path, point).detail);
    return { passed: 0, failures: [{ path: level.path, detail: details.join('\n') }], skipped: [] };
  }
  const points = level.points.length > 0 ? level.points : closing ? [closing] : [];
  if (points.length > 0 && points.every(skipped)) return { passed: 0, failures: [], skipped: points.slice(0, 1).map(reasonOf) };
  return { passed: points.length > 0 ? 1 : 0, failures: [], skipped: [] };
}

const skipped = (result: Result): boolean => result.skip !== false || result.todo !== false;
const failed = (result: Result): boolean => !result.ok && !skipped(result);

function reasonOf(result: Result): string {
  if (result.todo !== false) return typeof result.todo === 'string' && result.todo ? result.todo : 'not written yet';
  return typeof result.skip === 'string' && result.skip ? result.skip : result.name;
}

function failureOf(path: readonly string[], result: Result): Failure {
  const diagnostics = (result.diag ?? {}) as Record<string, unknown>;
  const parts = [result.tapError ?? result.name];
  const { at, diff, stack, source, compare, found, wanted, ...others } = diagnostics;
  if (typeof diff === 'string') parts.push(diff);
  else if (found !== undefined || wanted !== undefined) parts.push(`found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
  const rest = JSON.stringify(others, undefined, 2);
  if (rest !== '{}') parts.push(rest);
  if (typeof stack === 'string') parts.push(`at ${stack.trim().replaceAll('\n', '\n   ')}`);
  else if (at !== undefined) parts.push(`at ${JSON.stringify(at)}`);
  return { path: [...path, ...(result.closingTestPoint ? [result.name] : [])], detail: parts.join('\n') };
}
