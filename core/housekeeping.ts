import type { Logger } from './plugin/plugin.ts';

/** Regular work of an app that nobody waits for: trimming, purging. */
export interface Chore {
  readonly name: string;
  /** Harmless when several processes do it at once. */
  run(): Promise<unknown>;
}

const firstMilliseconds = 60_000;
const everyMilliseconds = 3_600_000;

/** Does the chores one after another, a minute after the start and then every hour. Answers how to stop, which waits for the one at work. */
export function startHousekeeping(chores: readonly Chore[], log: Logger): () => Promise<void> {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    for (const chore of chores) {
      if (stopped) return;
      await chore
        .run()
        .catch((error: unknown) => log.error({ err: error, chore: chore.name }, 'regular work failed; it will be tried again in an hour'));
    }
  };
  let timer: NodeJS.Timeout;
  const after = (milliseconds: number): void => {
    timer = setTimeout(() => {
      running = round();
      void running.then(() => {
        if (!stopped) after(everyMilliseconds);
      });
    }, milliseconds);
    timer.unref();
  };
  after(firstMilliseconds);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
