import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ToServer } from './dev-messages.ts';
import type { ServerFlags } from './server-flags.ts';

const entry = fileURLToPath(new URL('./dev-server.js', import.meta.url));
const closeMilliseconds = 2_000;

/**
 * The processes of `plinth dev`: one that serves, one that may take its place while a change is tried, and one that waits for the next change
 * with everything loaded (starting it costs about half a second, which would be half of the time that a change may take).
 */
export class DevServers {
  readonly #flags: ServerFlags;
  readonly #say: (line: string) => void;
  #serving: ChildProcess | undefined;
  #candidate: ChildProcess | undefined;
  #spare: ChildProcess | undefined;
  #stopping = false;
  /** One takes the place of another at a time: only one can have the port. */
  #turns: Promise<void> = Promise.resolve();

  constructor(flags: ServerFlags, say: (line: string) => void) {
    this.#flags = flags;
    this.#say = say;
  }

  /** Tries what the files say now. The server before it answers until the new one has proved that it can. */
  replace(): void {
    this.#candidate?.kill('SIGKILL');
    const candidate = this.#spare ?? this.#fork();
    this.#spare = undefined;
    this.#candidate = candidate;
    candidate.once('message', () => {
      this.#turns = this.#turns.then(() => this.#promote(candidate));
    });
    // The data is there after the first start, so only that one plants the seed.
    tell(candidate, { do: 'prepare', flags: this.#serving ? { ...this.#flags, seed: false } : this.#flags });
  }

  /** Ends all of them, and waits for the one that serves. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#candidate?.kill('SIGKILL');
    this.#spare?.kill('SIGKILL');
    await close(this.#serving);
  }

  #fork(): ChildProcess {
    const child = fork(entry, [], { execArgv: ['--enable-source-maps'] });
    child.once('exit', () => this.#gone(child));
    return child;
  }

  async #promote(candidate: ChildProcess): Promise<void> {
    // A later change may have come while this one waited for its turn.
    if (candidate !== this.#candidate) return;
    const before = this.#serving;
    this.#serving = candidate;
    this.#candidate = undefined;
    await close(before);
    tell(candidate, { do: 'listen', again: before !== undefined });
    if (!this.#stopping) this.#spare ??= this.#fork();
  }

  #gone(child: ChildProcess): void {
    if (this.#stopping) return;
    if (child === this.#candidate) {
      this.#candidate = undefined;
      this.#say(this.#serving ? 'The version before this change is still served; waiting for the next change.' : 'Waiting for a change.');
      this.#spare ??= this.#fork();
    } else if (child === this.#serving) {
      this.#serving = undefined;
      this.#say('The server has ended; waiting for a change.');
    } else if (child === this.#spare) this.#spare = undefined;
  }
}

function tell(child: ChildProcess, message: ToServer): void {
  if (child.connected) child.send(message);
}

/** Lets a server finish, but not for long: who develops would rather see the change. */
async function close(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const impatience = setTimeout(() => child.kill('SIGKILL'), closeMilliseconds);
  tell(child, { do: 'close' });
  await exited;
  clearTimeout(impatience);
}
