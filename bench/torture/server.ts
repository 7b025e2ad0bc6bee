import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Mutation } from './mutations.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
// This file is compiled to dist/bench/torture.
const config = path('../../../bench/torture/plinth.config.ts');
const main = path('../../core/cli/main.js');
const mutatedStart = path('mutated-start.js');
const patience = 60_000;

/** How the server under torture is started; the same each time. */
export interface ServerPlace {
  readonly port: number;
  readonly data: string;
  /** As in `DATABASE_URL`. */
  readonly database: string;
  /** What is broken in it on purpose. */
  readonly mutation?: Mutation | undefined;
}

/** `plinth start` in a process of its own. */
export class TorturedServer {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #killAtExit = () => this.#child.kill('SIGKILL');
  #output = '';

  constructor({ port, data, database, mutation }: ServerPlace) {
    const script = mutation === undefined ? [main] : [mutatedStart, mutation.name];
    const words = [...script, 'start', '--config', config, '--port', String(port), '--data', data, '--migrate'];
    this.#child = spawn(process.execPath, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DATABASE_URL: database, PLINTH_LOG: 'error', PLINTH_SECRET: 'torture-only-torture-only-torture' },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-8000);
      });
    }
    this.#ended = new Promise((resolve) => this.#child.once('close', () => resolve()));
    process.once('exit', this.#killAtExit);
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Answers once it serves; throws with what it said where it does not. */
  async ready(): Promise<void> {
    const deadline = Date.now() + patience;
    while (!/API docs {2}http/.test(this.#output)) {
      if (!this.running || Date.now() > deadline) throw new Error(`The server does not serve. It said: ${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Ends it as a loss of power would end the process: at once, whatever it does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    process.off('exit', this.#killAtExit);
    this.#child.kill(signal);
    const stuck = setTimeout(this.#killAtExit, 30_000);
    await this.#ended;
    clearTimeout(stuck);
  }
}
