import { LRUCache } from 'lru-cache';
import { AppError } from '../../../core/index.ts';

/** How many attempts of one kind there may be within a window. */
export interface AttemptLimit {
  readonly most: number;
  /** Milliseconds. */
  readonly window: number;
}

/** Something that is counted: of which kind, and whose. */
export interface Attempt {
  readonly limit: AttemptLimit;
  /** Unique for kind and whose. */
  readonly key: string;
}

interface Window {
  count: number;
  /** Attempts whose outcome is not known yet. */
  running: number;
  /** Milliseconds since 1970. */
  readonly end: number;
  readonly waiting: (() => void)[];
}

/** Enough for every address that really tries; a flood of made-up ones pushes out the oldest. */
const kept = 100_000;

/** What counts as a failed attempt: a guess that was wrong. */
const guesses = new Set(['invalid_credentials', 'code_invalid', 'invalid_token']);

/** Counts attempts in this process. */
export class Attempts {
  readonly #windows = new LRUCache<string, Window>({ max: kept });
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Counts something that counts however it ends. Throws `rate_limited`, and counts nothing, where a limit is used up. */
  take(...attempts: readonly Attempt[]): void {
    const windows = attempts.map((attempt) => this.#open(attempt));
    for (const window of windows) window.count += 1;
  }

  /**
   * Runs a guess, which counts if it was wrong. Where as many are running as may still fail, it waits for their outcome: two hundred at once
   * are no more guesses than two hundred in a row, and twenty right ones all get through. Throws `rate_limited`.
   */
  async guess<T>(attempts: readonly Attempt[], work: () => Promise<T>): Promise<T> {
    const windows = await this.#enter(attempts);
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && guesses.has(error.code)) for (const window of windows) window.count += 1;
      throw error;
    } finally {
      for (const window of windows) {
        window.running -= 1;
        for (const wake of window.waiting.splice(0)) wake();
      }
    }
  }

  /** Forgets the wrong guesses that were counted, as whoever guessed has shown who he is. */
  forgive({ key }: Attempt): void {
    const window = this.#windows.get(key);
    if (window) window.count = 0;
  }

  async #enter(attempts: readonly Attempt[]): Promise<readonly Window[]> {
    for (;;) {
      const windows = attempts.map((attempt) => this.#open(attempt));
      const full = windows.find((window, index) => window.count + window.running >= (attempts[index] as Attempt).limit.most);
      if (!full) {
        for (const window of windows) window.running += 1;
        return windows;
      }
      await new Promise<void>((resolve) => full.waiting.push(resolve));
    }
  }

  /** The present window of an attempt. Throws where its limit is used up. */
  #open({ key, limit }: Attempt): Window {
    const now = this.#now().getTime();
    let window = this.#windows.get(key);
    if (!window || (window.end <= now && window.running === 0)) {
      window = { count: 0, running: 0, end: now + limit.window, waiting: [] };
      this.#windows.set(key, window);
    }
    if (window.count >= limit.most) throw refusal(Math.max(0, window.end - now));
    return window;
  }
}

function refusal(milliseconds: number): AppError {
  return new AppError('rate_limited', { headers: { 'retry-after': String(Math.max(1, Math.ceil(milliseconds / 1000))) } });
}
