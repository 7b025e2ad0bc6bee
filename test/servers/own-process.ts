import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

export interface OwnProcessOptions {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Removed when the process has ended. */
  readonly folder: string;
  /** The signal after which the server ends at once and in order. */
  readonly stopSignal: NodeJS.Signals;
  readonly spawn?: SpawnOptions;
}

/** A server process that never outlives this one, and whose folder goes with it. */
export class OwnProcess {
  readonly #child: ChildProcess;
  readonly #options: OwnProcessOptions;
  readonly #ended: Promise<void>;
  #output = '';

  constructor(options: OwnProcessOptions) {
    this.#options = options;
    this.#child = spawn(options.command, options.arguments, { stdio: ['ignore', 'pipe', 'pipe'], ...options.spawn });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', (text: Buffer) => this.#keep(String(text)));
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', (error) => {
        this.#keep(error.message);
        resolve();
      });
    });
    process.once('exit', this.#killNow);
  }

  /** Answers once `answers` says so; throws with what the server printed when it ends or 20 s have passed. */
  async untilReady(answers: () => Promise<boolean>): Promise<void> {
    let ended = false;
    void this.#ended.then(() => {
      ended = true;
    });
    const deadline = Date.now() + 20_000;
    while (!(await answers())) {
      if (ended || Date.now() > deadline) {
        await this.stop();
        throw new Error(`It did not start: ${this.#output.trim().split('\n').slice(-3).join(' ')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    process.off('exit', this.#killNow);
    this.#child.kill(this.#options.stopSignal);
    const forced = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.#ended;
    clearTimeout(forced);
    this.#removeFolder();
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-4000);
  }

  readonly #killNow = (): void => {
    this.#child.kill('SIGKILL');
    this.#removeFolder();
  };

  #removeFolder(): void {
    rmSync(this.#options.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
