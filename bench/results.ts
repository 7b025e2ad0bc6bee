import { cpus, release, totalmem } from 'node:os';
import type { Installed } from './installed-size.ts';
import { loader } from './load.ts';
import type { Pair, Turn } from './measure.ts';
import { median } from './median.ts';
import type { BenchOptions } from './options.ts';

/** The medians of one server at one workload. */
export interface Medians {
  /** Microseconds of processor time for each request. */
  readonly cpu: number;
  readonly rps: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The sum, not the median. */
  readonly errors: number;
}

/** One workload: ratios are Plinth / baseline, the medians of pairs; `p50`, `p99` and `errors` are Plinth's. */
export interface WorkloadResult extends Pick<Medians, 'p50' | 'p99' | 'errors'> {
  readonly cpuRatio: number;
  readonly rpsRatio: number;
  readonly pairs: number;
  readonly plinth: Medians;
  readonly baseline: Medians;
}

/** The same number of both servers. */
export interface Both {
  readonly plinth: number;
  readonly baseline: number;
}

/** What `--json` writes. */
export interface Results {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly settings: BenchOptions;
  readonly rounds: number;
  readonly workloads: Readonly<Record<string, WorkloadResult>>;
  /** A create with the change log / the same without. */
  readonly changeLog: WorkloadResult | undefined;
  /** Milliseconds of processor time from the start to the first 200. */
  readonly coldStart: Both & { readonly ratio: number };
  /** Resident MB. */
  readonly memory: { readonly idle: Both; readonly after: Both };
  /** What a user of the package installs. */
  readonly install: Installed;
}

export function workloadResult(pairs: readonly Pair[]): WorkloadResult {
  const [plinth, baseline] = [mediansOf(pairs.map((pair) => pair.plinth)), mediansOf(pairs.map((pair) => pair.baseline))];
  const ratio = (field: 'cpu' | 'rps') => rounded(median(pairs.map((pair) => pair.plinth[field] / pair.baseline[field])), 3);
  const { p50, p99, errors } = plinth;
  return { cpuRatio: ratio('cpu'), rpsRatio: ratio('rps'), p50, p99, errors, pairs: pairs.length, plinth, baseline };
}

function mediansOf(turns: readonly Turn[]): Medians {
  const of = (field: 'cpu' | 'rps' | 'p50' | 'p99') => rounded(median(turns.map((turn) => turn[field])), 1);
  return { cpu: of('cpu'), rps: of('rps'), p50: of('p50'), p99: of('p99'), errors: turns.reduce((sum, turn) => sum + turn.errors, 0) };
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

export function describeMachine(): Results['machine'] {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    loader,
  };
}

/** The results as a table for people. */
export function resultTable({ workloads, changeLog, coldStart, memory, install, machine }: Results): string {
  const lines = Object.entries(workloads).map(([name, { cpuRatio, rpsRatio, p50, p99, errors, plinth, baseline }]) =>
    [name, cpuRatio, `${plinth.cpu} / ${baseline.cpu}`, rpsRatio, `${plinth.rps} / ${baseline.rps}`, p50, p99, errors + baseline.errors]
      .map((cell, index) => String(cell).padStart(widths[index] ?? 8))
      .join('  '),
  );
  return [
    `${machine.processor}, ${machine.cores} cores, Node ${machine.node}, ${machine.loader}`,
    headings.map((heading, index) => heading.padStart(widths[index] ?? 8)).join('  '),
    ...lines,
    ...(changeLog
      ? [`the change log, in a create: ${changeLog.plinth.cpu} / ${changeLog.baseline.cpu} µs of processor time (${changeLog.cpuRatio})`]
      : []),
    `cold start: ${coldStart.plinth} / ${coldStart.baseline} ms of processor time (${coldStart.ratio})`,
    `memory: idle ${memory.idle.plinth} / ${memory.idle.baseline} MB, after ${memory.after.plinth} / ${memory.after.baseline} MB`,
    `installed: ${install.packages} packages, ${install.megabytes} MB`,
  ].join('\n');
}

const headings = ['', 'CPU ratio', 'µs a request', 'rps ratio', 'requests/s', 'p50 ms', 'p99 ms', 'errors'];
const widths = [3, 9, 15, 9, 19, 7, 7, 6];
