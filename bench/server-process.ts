import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { freePort } from '../test/servers/free-port.ts';
import { processorTime } from './process-stats.ts';

/** How a server is started; it listens on the port that is put in the place of `{port}`. */
export interface ServerCommand {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A request that answers 200 once it serves. */
  readonly probe: string;
  readonly token: string;
}

/** A server of the comparison, in a process of its own. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly port: number;
  /** Processor time from the start to the first answer, in milliseconds. */
  coldStart = Number.NaN;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    process.once('exit', this.#kill);
  }

  static async start({ name, command, environment, probe, token }: ServerCommand): Promise<ServerProcess> {
    const port = await freePort();
    const words = [...pinnedTo(0), process.execPath, ...command.map((word) => word.replace('{port}', String(port)))];
    const variables = Object.entries(environment ?? {}).map(([key, value]) => [key, value.replace('{port}', String(port))]);
    const child = spawn(words[0] as string, words.slice(1), {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production', ...Object.fromEntries(variables) },
    });
    const server = new ServerProcess(child, port);
    const deadline = Date.now() + 30_000;
    while (!(await answers(`http://127.0.0.1:${port}${probe}`, token))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        await server.stop();
        throw new Error(`The server "${name}" does not answer 200 at ${probe}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    server.coldStart = server.processorTime();
    return server;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  processorTime(): number {
    return processorTime(this.pid);
  }

  /** Waits until the server does nothing any more: it works off its queue after the client has gone. */
  async drain(): Promise<void> {
    for (let before = -1, now = this.processorTime(); now !== before; before = now, now = this.processorTime()) {
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  async stop(): Promise<void> {
    process.off('exit', this.#kill);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    const forced = setTimeout(this.#kill, 5000);
    await ended;
    clearTimeout(forced);
  }

  readonly #kill = (): void => {
    this.#child.kill('SIGKILL');
  };
}

async function answers(url: string, token: string): Promise<boolean> {
  try {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;

/** The words before a command that keep it on one core, so that server and loader do not share one. */
export function pinnedTo(core: 0 | 1): string[] {
  return canPin ? ['taskset', '-c', String(core)] : [];
}
