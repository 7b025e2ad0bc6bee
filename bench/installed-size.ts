import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the dependencies that users get amount to, without those of development. */
export interface Installed {
  readonly packages: number;
  readonly megabytes: number;
}

interface LockEntry {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

const root = resolve(import.meta.dirname, '../..');

/** Counts what is in node_modules and not only for development. */
export function installedSize(): Installed {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { readonly packages: Record<string, LockEntry> };
  const paths = Object.entries(lock.packages)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.dev && !entry.devOptional && !entry.link)
    .map(([path]) => join(root, path))
    .filter((path) => existsSync(path));
  const bytes = paths.reduce((sum, path) => sum + sizeOf(path), 0);
  return { packages: paths.length, megabytes: Math.round(bytes / 2 ** 20) };
}

/** The bytes of a package's own files; packages inside it are in the lock file themselves. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + sizeOf(path);
    return entry.isFile() ? sum + statSync(path).size : sum;
  }, 0);
}
