import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { Entry } from './intent.ts';

/** What was meant and what was answered, on a disk that does not depend on the server: each line is flushed before anybody relies on it. */
export class Journal {
  readonly path: string;
  readonly #file: FileHandle;
  #waiting: string[] = [];
  #flush: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  static async create(path: string): Promise<Journal> {
    return new Journal(path, await open(path, 'ax'));
  }

  /** Answers when the line is on the disk. Lines that come together share a flush. */
  write(entry: Entry): Promise<void> {
    this.#waiting.push(`${JSON.stringify(entry)}\n`);
    // Those who come while one flush is running wait for the next, which takes them all.
    this.#flush ??= (async () => {
      await this.#running;
      this.#flush = undefined;
      this.#running = this.#writeOut();
      await this.#running;
    })();
    return this.#flush;
  }

  #running: Promise<void> = Promise.resolve();

  async #writeOut(): Promise<void> {
    const lines = this.#waiting.join('');
    this.#waiting = [];
    await this.#file.write(lines);
    await this.#file.datasync();
  }

  async read(): Promise<Entry[]> {
    const written = await readFile(this.path, 'utf8');
    return written.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Entry]));
  }

  async close(): Promise<void> {
    await this.#flush;
    await this.#running;
    await this.#file.close();
  }
}
