import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy, toDatabaseError } from './database-errors.ts';

const longestPause = 50;

/** Repeats a call to SQLite while another process holds the write lock, without stopping this one. Throws `unavailable` when `patience` (milliseconds) is over. */
export async function retryWhileBusy<T>(call: () => T, patience = 10_000): Promise<T> {
  const deadline = performance.now() + patience;
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return call();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw toDatabaseError(error);
    }
    await sleep(pause * (0.5 + Math.random()));
  }
}
