import type { Answering } from './compare-rows.ts';
import { type Load, load } from './load.ts';
import type { BenchOptions } from './options.ts';
import type { ServerProcess } from './server-process.ts';
import type { Side, Workload } from './workloads.ts';

/** A started server that takes part. */
export interface Contestant extends Answering, Side {
  readonly process: ServerProcess;
}

/** One turn of one server at one workload. */
export interface Turn extends Load {
  /** Processor time of the server for each request, in microseconds. */
  readonly cpu: number;
  readonly rps: number;
}

/** A turn of each server, one right after the other. */
export interface Pair {
  readonly baseline: Turn;
  readonly plinth: Turn;
}

export interface Measuring {
  readonly options: BenchOptions;
  readonly token: string;
  readonly baseline: Contestant;
  readonly plinth: Contestant;
}

async function turnOf(contestant: Contestant, workload: Workload, { options, token }: Measuring): Promise<Turn> {
  const { process: server, port } = contestant;
  await server.drain();
  const before = server.processorTime();
  const { seconds, connections } = options;
  const seen = await load({ port, token, requests: workload.requests(contestant), seconds, connections });
  await server.drain();
  const cpu = ((server.processorTime() - before) * 1000) / Math.max(1, seen.requests);
  return { ...seen, cpu, rps: seen.requests / seen.seconds };
}

/** Two pairs of one workload. Who goes first alternates, so that neither always finds the machine warm. */
export async function measurePairs(measuring: Measuring, workload: Workload, ended: () => void): Promise<Pair[]> {
  const turn = async (contestant: Contestant) => {
    const result = await turnOf(contestant, workload, measuring);
    ended();
    return result;
  };
  const { baseline, plinth } = measuring;
  const first = { baseline: await turn(baseline), plinth: await turn(plinth) };
  const second = { plinth: await turn(plinth), baseline: await turn(baseline) };
  return [first, second];
}
