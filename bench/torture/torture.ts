import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/servers/free-port.ts';
import { checkState } from './check-state.ts';
import { Journal } from './journal.ts';
import type { Mutation } from './mutations.ts';
import { postgresState } from './postgres-state.ts';
import { Random } from './random.ts';
import { type ServerPlace, TorturedServer } from './server.ts';
import { sqliteState } from './sqlite-state.ts';
import type { TorturedDatabase } from './stored-state.ts';
import { Writer } from './writer.ts';

/** What is done to the server, and how often. */
export interface TortureOptions {
  /** The url of a PostgreSQL database; SQLite without it. */
  readonly postgres?: string | undefined;
  readonly kills: number;
  readonly seed: number;
  /** 8 by default. */
  readonly writers?: number;
  /** What is broken in the server on purpose. */
  readonly mutation?: Mutation | undefined;
  /** Whether data and journal stay where something was found. */
  readonly keep?: boolean;
  /** Told after each kill. */
  readonly progress?: ((kill: number) => void) | undefined;
}

/** What came of it: the torture was passed where there is no problem. */
export interface TortureResult {
  readonly counts: {
    readonly kills: number;
    readonly acknowledged: number;
    readonly cutOff: number;
    readonly sentAgain: number;
    readonly refused: number;
    readonly changes: number;
  };
  readonly problems: readonly string[];
}

const usualWriters = 8;
/** Fewer acknowledged writes for each kill would prove nothing. */
const leastLoad = 20;
/** How long to wait for it before each kill. */
const patience = 5000;

/**
 * Lets writers write, kills the server again and again at random moments, and compares what it holds after each kill with what it had
 * acknowledged. Ends with the first kill after which something is wrong.
 */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-torture-'));
  const data = join(folder, 'data');
  const database = options.postgres === undefined ? sqliteState(data) : postgresState(options.postgres);
  const journal = await Journal.create(join(folder, 'journal.jsonl'));
  const place = { port: await freePort(), data, database: database.url, mutation: options.mutation };
  const run = new TortureRun({ options, database, journal, place });
  try {
    const problems = await run.run();
    if (problems.length > 0 && options.keep) problems.push(`what was found is kept in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
    return { counts: run.counts, problems };
  } finally {
    await journal.close();
    await database.remove();
  }
}

interface RunParts {
  readonly options: TortureOptions;
  readonly database: TorturedDatabase;
  readonly journal: Journal;
  readonly place: ServerPlace;
}

class TortureRun {
  readonly counts = { kills: 0, acknowledged: 0, cutOff: 0, sentAgain: 0, refused: 0, changes: 0 };
  readonly #parts: RunParts;
  readonly #random: Random;
  #server: TorturedServer;
  #over = false;
  #serving: Promise<void> = Promise.resolve();

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#random = new Random(parts.options.seed);
    this.#server = new TorturedServer(parts.place);
  }

  async run(): Promise<string[]> {
    const { options } = this.#parts;
    this.#serving = this.#server.ready();
    const working = this.#startWriters();
    // It is waited for below; until then its failure is nobody's.
    working.catch(() => {});
    try {
      const problems: string[] = [];
      while (this.counts.kills < options.kills && problems.length === 0) {
        problems.push(...(await this.#killOnce()));
        options.progress?.(this.counts.kills);
      }
      this.#over = true;
      // Those who hold a key send again until they know.
      if (problems.length > 0) return problems;
      await working;
      await this.#server.stop();
      problems.push(...(await this.#check()), ...this.#checkLoad());
      return problems;
    } finally {
      this.#over = true;
      await this.#server.kill();
    }
  }

  #startWriters(): Promise<unknown> {
    const { journal, place, options } = this.#parts;
    const shared = {
      url: `http://127.0.0.1:${place.port}`,
      journal,
      random: this.#random,
      serving: () => this.#whenServing(),
      over: () => this.#over,
      count: (what: 'acknowledged' | 'cutOff' | 'sentAgain' | 'refused') => void this.counts[what]++,
    };
    return Promise.all(Array.from({ length: options.writers ?? usualWriters }, (_, number) => new Writer(shared, `w${number}`).run()));
  }

  /** A server may be killed before it serves: then it is the next that is waited for. */
  async #whenServing(): Promise<void> {
    for (;;) {
      const waiting = this.#serving;
      const problem = await waiting.catch((error: unknown) => error);
      if (waiting !== this.#serving) continue;
      if (problem) throw problem;
      return;
    }
  }

  /** Waits for a random moment, mostly under load and sometimes during the start, and kills; then looks, and starts again. */
  async #killOnce(): Promise<string[]> {
    const early = this.counts.kills > 0 && this.#random.chance(0.1);
    if (early) await sleep(this.#random.below(600));
    else {
      const problem = await this.#serving.catch((error: unknown) => error);
      if (problem) return [`it does not start again: ${String(problem)}`];
      await this.#someLoad();
    }
    let resume = (): void => {};
    const paused = new Promise<void>((resolve) => (resume = resolve));
    this.#serving = paused.then(() => this.#server.ready());
    // Nobody may be waiting for it.
    this.#serving.catch(() => {});
    await this.#server.kill();
    this.counts.kills++;
    await this.#parts.journal.write({ type: 'kill', number: this.counts.kills });
    const problems = await this.#check();
    this.#server = new TorturedServer(this.#parts.place);
    resume();
    return problems;
  }

  /** A kill means something only where there was something to lose, on slow machines too. */
  async #someLoad(): Promise<void> {
    const enough = this.counts.acknowledged + leastLoad + this.#random.whole(60);
    const deadline = Date.now() + patience;
    while (this.counts.acknowledged < enough && Date.now() < deadline) await sleep(1);
    await sleep(this.#random.below(30));
  }

  async #check(): Promise<string[]> {
    const state = await this.#parts.database.read();
    if (!state) return this.counts.acknowledged === 0 ? [] : ['the tables are gone'];
    this.counts.changes = state.changes.length;
    return checkState(await this.#parts.journal.read(), state);
  }

  #checkLoad(): string[] {
    const { acknowledged, kills, cutOff, refused } = this.counts;
    const problems: string[] = [];
    if (acknowledged < leastLoad * kills) problems.push(`too little load: ${acknowledged} acknowledged writes for ${kills} kills`);
    if (cutOff < kills) problems.push(`too little load: only ${cutOff} requests were cut off by ${kills} kills`);
    if (refused > 0) problems.push(`${refused} requests were refused, though nothing was wrong with them`);
    return problems;
  }
}
