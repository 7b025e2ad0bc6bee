import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from './config-error.ts';
import type { Settings } from './settings.ts';

/** A key for one purpose, and the name under which stored values remember it. */
export interface DerivedKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** Every key of an app, derived from its master secrets. */
export interface SecretKeys {
  /** The keys of one purpose: the present one first, then those that are still accepted. The same secrets give the same keys. */
  deriveKey(purpose: string): readonly [DerivedKey, ...DerivedKey[]];
}

const bytes = 32;

/**
 * Readies the keys. Where no secret was set, one is made once and kept in `<data>/secret`, for SQLite only: several processes on one
 * PostgreSQL must share it. Throws a ConfigError otherwise.
 */
export async function secretKeys(settings: Pick<Settings, 'secrets' | 'data' | 'database'>): Promise<SecretKeys> {
  const [present, ...previous] = settings.secrets ?? [await keptSecret(settings)];
  if (present === undefined) throw new Error('The list of secrets is empty.');
  return { deriveKey: (purpose) => [derive(present, purpose), ...previous.map((secret) => derive(secret, purpose))] };
}

function derive(secret: string, purpose: string): DerivedKey {
  const key = Buffer.from(hkdfSync('sha256', secret, 'plinth', purpose, bytes));
  // A digest of the key says which one it is and nothing about it.
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 12), key };
}

async function keptSecret({ data, database }: Pick<Settings, 'data' | 'database'>): Promise<string> {
  if (database.kind === 'postgres') {
    const hint = 'All processes must share it; make one with: openssl rand -base64 32';
    throw new ConfigError([{ path: 'PLINTH_SECRET', message: 'must be set where the database is PostgreSQL', hint }]);
  }
  const file = join(data, 'secret');
  return (await readSecret(file)) ?? (await makeSecret(data, file));
}

async function readSecret(file: string): Promise<string | undefined> {
  const secret = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ConfigError([{ path: file, message: `cannot be read (${error.code})` }], { cause: error });
  });
  if (secret === undefined || secret.trim().length >= bytes) return secret?.trim();
  const hint = 'Put the right one back; with a new one, cursors and stored secrets of the old one are lost.';
  throw new ConfigError([{ path: file, message: 'does not hold a secret', hint }]);
}

/** Two processes may start at once: `link` lets one of them win, and the other reads what the winner wrote whole. */
async function makeSecret(data: string, file: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const secret = randomBytes(bytes).toString('base64url');
  await mkdir(data, { recursive: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
    await handle.close();
    await link(draft, file);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = await readSecret(file);
    if (other === undefined) throw error;
    return other;
  } finally {
    await handle.close();
    await unlink(draft);
  }
}
