import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';

const ignoredNames = new Set(['node_modules', 'dist', 'data']);
const watchedFiles = /(\.(ts|mts|js|mjs|json)|^\.env.*)$/;
const quietMilliseconds = 60;

/** Which folder is watched, and what is none of its business. */
export interface WatchOptions {
  readonly folder: string;
  /** Besides `node_modules`, `dist`, `data` and folders whose name begins with a dot. */
  readonly ignore: readonly string[];
  /** Called once for a burst of changes. */
  readonly onChange: () => void;
}

/**
 * Calls back when a source file in a folder changes, and stops with the function that it returns. One watch a folder instead of a recursive
 * one: on Linux the recursive watch of Node 20 walks into node_modules before it can be told not to.
 */
export function watchFolder({ folder, ignore, onChange }: WatchOptions): () => void {
  const ignored = new Set(ignore.map((path) => resolve(path)));
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, quietMilliseconds);
  };
  const forget = (path: string): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
  };
  const add = (path: string): void => {
    if (watchers.has(path) || ignored.has(path)) return;
    const watcher = watch(path, (_event, name) => {
      if (name !== null && watchedFiles.test(name)) changed();
      else addSubfolders(path);
    });
    watcher.on('error', () => forget(path));
    watchers.set(path, watcher);
    addSubfolders(path);
  };
  const addSubfolders = (path: string): void => {
    for (const name of subfolders(path)) add(join(path, name));
  };

  add(resolve(folder));
  return () => {
    clearTimeout(timer);
    for (const path of [...watchers.keys()]) forget(path);
  };
}

/** A folder can be gone by the time it is read; then it has no subfolders. */
function subfolders(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !ignoredNames.has(entry.name) && !entry.name.startsWith('.'))
      .map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
