import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository; this file is compiled to `dist/test/core/cli`. */
export const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const main = join(repository, 'dist/core/cli/main.js');

/** How long the slowest machine may take; a test that passes never waits for it. */
const patience = 30_000;

/** A folder with the given files in which `plinth` can be imported; gone at the end of the scope. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'plinth-cli-'));

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(join(this.folder, 'node_modules/@types'), { recursive: true });
    symlinkSync(repository, join(this.folder, 'node_modules/plinth'));
    symlinkSync(join(repository, 'node_modules/jiti'), join(this.folder, 'node_modules/jiti'));
    symlinkSync(join(repository, 'node_modules/@types/node'), join(this.folder, 'node_modules/@types/node'));
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  write(path: string, content: string): void {
    const target = join(this.folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A running `plinth`, and what it has printed so far. */
export class PlinthProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  output = '';
  errors = '';

  constructor(folder: string, typed: readonly string[], script = main) {
    this.child = spawn(process.execPath, [script, ...typed], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', DATABASE_URL: undefined, PLINTH_LOG: 'silent' },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString();
    });
    this.exited = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Waits until a pattern stands in what was printed; throws with all of it where the process ends first. */
  async printed(pattern: RegExp, from = 0): Promise<RegExpMatchArray> {
    const end = Date.now() + patience;
    for (;;) {
      const match = `${this.output}${this.errors}`.slice(from).match(pattern);
      if (match) return match;
      if (this.child.exitCode !== null || Date.now() > end) {
        throw new Error(`"${pattern}" was not printed. Output: ${this.output} Errors: ${this.errors}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The address that it serves on, once it says so. */
  async url(): Promise<string> {
    const match = await this.printed(/API\s+(http:\/\/\S+)\/api\n/);
    return match[1] as string;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.stop('SIGKILL');
  }
}

/** Runs a command to its end. */
export async function plinth(folder: string, ...typed: string[]): Promise<{ code: number | null; output: string; errors: string }> {
  await using running = new PlinthProcess(folder, typed);
  const code = await running.exited;
  return { code, output: running.output, errors: running.errors };
}
