import type { Changes } from './changes.ts';
import { Follower, type FollowerParts } from './follower.ts';

/** The change log for plugins; `stop` ends every reader that is still there. */
export function followChanges(parts: FollowerParts): Changes & { stop(): Promise<void> } {
  const followers = new Map<string, Follower>();
  return {
    follow: async (name, run) => {
      if (followers.has(name)) throw new Error(`The change log is already read under the name "${name}".`);
      const follower = new Follower(parts, name, run);
      followers.set(name, follower);
      await follower.start().catch((error: unknown) => {
        followers.delete(name);
        throw error;
      });
      return async () => {
        followers.delete(name);
        await follower.stop();
      };
    },
    last: async () => (await parts.log.bounds()).last,
    stop: async () => {
      await Promise.all([...followers.values()].map((follower) => follower.stop()));
      followers.clear();
      await parts.log.close();
    },
  };
}
