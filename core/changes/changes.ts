import type { FollowRun } from './follower.ts';

/** What plugins may do with the change log. */
export interface Changes {
  /**
   * Reads the log durably under a name: `run` is given changes in their order, in batches, at least once; its place survives the process.
   * A new name begins at the end of the log. Answers how to stop.
   */
  follow(name: string, run: FollowRun): Promise<() => Promise<void>>;
  /** The last position that was given. */
  last(): Promise<number>;
}
