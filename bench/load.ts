import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request } from './request.ts';
import { pinnedTo } from './server-process.ts';
import { wrkScript } from './wrk-script.ts';

export interface LoadOptions {
  readonly port: number;
  readonly token: string;
  readonly requests: readonly Request[];
  /** Whole seconds. */
  readonly seconds: number;
  readonly connections: number;
}

/** What the loader saw. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers other than 2xx, broken connections and timeouts. */
  readonly errors: number;
}

/** wrk where it is installed, for it is light; autocannon otherwise. Never compare numbers across loaders. */
export const loader: 'wrk' | 'autocannon' = spawnSync('wrk', ['-v']).error ? 'autocannon' : 'wrk';

/** Loads a server for some seconds. */
export async function load(options: LoadOptions): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-load-'));
  try {
    return JSON.parse(loader === 'wrk' ? await runWrk(options, folder) : await runAutocannon(options, folder)) as Load;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runWrk(options: LoadOptions, folder: string): Promise<string> {
  const script = join(folder, 'load.lua');
  writeFileSync(script, wrkScript(options.requests, options.token));
  const { seconds, connections, port } = options;
  const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '8s', '-s', script, `http://127.0.0.1:${port}`];
  const output = await outputOf(['wrk', ...flags]);
  return output.slice(output.indexOf('RESULT ') + 'RESULT '.length);
}

async function runAutocannon(options: LoadOptions, folder: string): Promise<string> {
  const file = join(folder, 'load.json');
  writeFileSync(file, JSON.stringify(options));
  return outputOf([process.execPath, join(import.meta.dirname, 'autocannon-load.js'), file]);
}

async function outputOf(command: readonly string[]): Promise<string> {
  const words = [...pinnedTo(1), ...command];
  const child = spawn(words[0] as string, words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The loader ended with code ${code}: ${output}`);
  return output;
}
