// The benchmark: `npm run bench -- [--quick] [--only W1,W2] [--json file] [--database postgres] [--durability relaxed] [--rounds 3] [--seconds 5]`.
// The hand-written baseline and Plinth run side by side and take turns; what counts is the ratio of neighbouring turns.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compareRows } from './compare-rows.ts';
import { me, postId } from './data.ts';
import { installedSize } from './installed-size.ts';
import { type Measuring, measurePairs, type Pair } from './measure.ts';
import { median } from './median.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { type Prepared, prepare } from './prepare.ts';
import { residentMemory } from './process-stats.ts';
import { createProgress } from './progress.ts';
import { type Both, describeMachine, type Results, resultTable, rounded, type WorkloadResult, workloadResult } from './results.ts';
import { type ServerCommand, ServerProcess } from './server-process.ts';
import { tokenFor } from './token.ts';
import { baselineSpelling, plinthSpelling, unloggedSpelling, type Workload, workloads } from './workloads.ts';

const token = tokenFor(me);
const starting = (command: Prepared['baseline']): ServerCommand => ({ ...command, probe: `/api/posts/${postId(0)}`, token });

/** Starts and stops both servers a few times; answers the medians. */
async function measureColdStart({ baseline, plinth }: Prepared, times: number): Promise<Results['coldStart']> {
  const spent = { baseline: [] as number[], plinth: [] as number[] };
  for (let time = 0; time < times; time++) {
    for (const [name, command] of [
      ['baseline', baseline],
      ['plinth', plinth],
    ] as const) {
      const server = await ServerProcess.start(starting(command));
      spent[name].push(server.coldStart);
      await server.stop();
    }
  }
  const both: Both = { plinth: median(spent.plinth), baseline: median(spent.baseline) };
  return { ...both, ratio: rounded(both.plinth / both.baseline, 2) };
}

async function startBoth(prepared: Prepared, options: BenchOptions): Promise<{ readonly measuring: Measuring; readonly idle: Both }> {
  const [first, second] = [await ServerProcess.start(starting(prepared.baseline)), await ServerProcess.start(starting(prepared.plinth))];
  const baseline = { name: 'baseline', process: first, port: first.port, spelling: baselineSpelling };
  const plinth = { name: 'Plinth', process: second, port: second.port, spelling: plinthSpelling };
  const idle = memoryOf({ baseline, plinth });
  const [cursor, plinthCursor] = await compareRows([baseline, plinth], token);
  const deep = { baseline: { ...baseline, deepCursor: cursor }, plinth: { ...plinth, deepCursor: plinthCursor } };
  return { measuring: { options, token, ...deep }, idle };
}

async function measureWorkloads(measuring: Measuring): Promise<Results['workloads']> {
  const { options } = measuring;
  const chosen = workloads.filter(({ name }) => options.only.includes(name));
  const progress = createProgress(options.rounds * chosen.length * 4);
  const pairs = new Map<string, Pair[]>(chosen.map(({ name }) => [name, []]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const workload of chosen) {
      const label = `round ${round}, ${workload.name} ${workload.title}`;
      pairs.get(workload.name)?.push(...(await measurePairs(measuring, workload, () => progress.step(label))));
    }
  }
  progress.end();
  return Object.fromEntries([...pairs].map(([name, measured]) => [name, workloadResult(measured)]));
}

/** What the change log adds to a create: Plinth against itself, with the log and without. Undefined where creates are not measured. */
async function measureLog(measuring: Measuring): Promise<WorkloadResult | undefined> {
  const { options, plinth } = measuring;
  if (!options.only.includes('W4')) return undefined;
  const create = workloads.find(({ name }) => name === 'W4') as Workload;
  const itself = { ...measuring, baseline: { ...plinth, name: 'Plinth without the log', spelling: unloggedSpelling } };
  const progress = createProgress(options.rounds * 4);
  const pairs: Pair[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    pairs.push(...(await measurePairs(itself, create, () => progress.step(`round ${round}, the price of the change log`))));
  }
  progress.end();
  return workloadResult(pairs);
}

const memoryOf = ({ baseline, plinth }: Readonly<Record<keyof Both, { readonly process: ServerProcess }>>): Both => ({
  plinth: residentMemory(plinth.process.pid),
  baseline: residentMemory(baseline.process.pid),
});

/** The whole run, with data in a folder that is thrown away. */
async function measure(options: BenchOptions, folder: string): Promise<Results> {
  process.stderr.write('Filling both databases\n');
  const prepared = await prepare(options, folder);
  try {
    const coldStart = await measureColdStart(prepared, options.rounds);
    const { measuring, idle } = await startBoth(prepared, options);
    const measured = await measureWorkloads(measuring);
    const changeLog = await measureLog(measuring);
    const memory = { idle, after: memoryOf(measuring) };
    await Promise.all([measuring.baseline.process.stop(), measuring.plinth.process.stop()]);
    const { rounds } = options;
    return {
      machine: describeMachine(),
      settings: options,
      rounds,
      workloads: measured,
      changeLog,
      coldStart,
      memory,
      install: installedSize(),
    };
  } finally {
    await prepared.cleanUp();
  }
}

function readOptionsOrStop(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
if (process.platform !== 'linux') throw new Error('The benchmark reads processor time from /proc, which only Linux has.');
const options = readOptionsOrStop();
const place = resolve(import.meta.dirname, '../../.build');
mkdirSync(place, { recursive: true });
const folder = mkdtempSync(join(place, 'bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const results = await measure(options, folder);
console.log(resultTable(results));
if (options.json) writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`);
const errors = Object.values(results.workloads).reduce((sum, { plinth, baseline }) => sum + plinth.errors + baseline.errors, 0);
if (errors > 0) process.exitCode = 1;
