import { join, resolve } from 'node:path';
import type { ProblemList } from '../collections/config-problem.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { nameHint } from '../collections/nearest-name.ts';
import type { DatabaseSettings } from './settings.ts';

/** What was written, and where. */
export interface WrittenDatabase {
  /** A url, or `{ url, poolSize, schema }`. Undefined: SQLite in the data folder. */
  readonly written: unknown;
  readonly path: string;
  readonly data: string;
}

const keys = ['url', 'poolSize', 'schema'];

/** Reads which database is meant. The value itself is never repeated in a problem, for it may hold a password. */
export function readDatabase({ written, path, data }: WrittenDatabase, problems: ProblemList): DatabaseSettings {
  const fallback: DatabaseSettings = { kind: 'sqlite', path: join(data, 'plinth.db') };
  if (written === undefined) return fallback;
  const details = isPlainObject(written) ? written : { url: written };
  for (const key of Object.keys(details))
    if (!keys.includes(key)) problems.add(`${path}.${key}`, 'there is no such setting', nameHint(key, keys));
  const { url } = details;
  if (typeof url === 'string' && /^postgres(ql)?:\/\//.test(url)) return readPostgres(url, { details, path, problems }) ?? fallback;
  if (typeof url === 'string' && url.startsWith('sqlite:') && sqlitePath(url) !== '') {
    const file = sqlitePath(url);
    return { kind: 'sqlite', path: file === ':memory:' ? file : resolve(file) };
  }
  problems.add(path, 'must be "sqlite:<path>" or "postgres://user:password@host/name"');
  return fallback;
}

function sqlitePath(url: string): string {
  return url.slice('sqlite:'.length).replace(/^\/\//, '');
}

interface PostgresSource {
  readonly details: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly problems: ProblemList;
}

function readPostgres(written: string, { details, path, problems }: PostgresSource): DatabaseSettings | undefined {
  if (!URL.canParse(written)) {
    problems.add(path, 'is not an address that can be read', 'Write special characters of the password as %XX.');
    return undefined;
  }
  const url = new URL(written);
  const schema = details.schema ?? url.searchParams.get('schema') ?? 'public';
  const poolSize = details.poolSize ?? Number(url.searchParams.get('poolSize') ?? 10);
  if (typeof schema !== 'string' || !/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    problems.add(`${path}.schema`, 'must be a name of small letters, digits and underscores');
    return undefined;
  }
  if (typeof poolSize !== 'number' || !Number.isInteger(poolSize) || poolSize < 1 || poolSize > 1000) {
    problems.add(`${path}.poolSize`, 'must be an integer from 1 to 1000');
    return undefined;
  }
  // They are ours; the driver would hand them on to the server.
  const ours = ['schema', 'poolSize'].filter((name) => url.searchParams.has(name));
  for (const name of ours) url.searchParams.delete(name);
  return { kind: 'postgres', url: ours.length > 0 ? url.href : written, poolSize, schema };
}
