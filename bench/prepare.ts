import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findServers } from '../test/servers/find-servers.ts';
import type { BenchOptions } from './options.ts';
import { dropSchema, seedPostgres, seedSqlite } from './seed.ts';
import type { ServerCommand } from './server-process.ts';

/** The two servers, their data filled in, ready to be started. */
export interface Prepared {
  readonly baseline: Omit<ServerCommand, 'probe' | 'token'>;
  readonly plinth: Omit<ServerCommand, 'probe' | 'token'>;
  cleanUp(): Promise<void>;
}

const here = (file: string): string => join(import.meta.dirname, file);

/** Fills both servers' databases with the same rows. */
export async function prepare(options: BenchOptions, folder: string): Promise<Prepared> {
  return options.database === 'sqlite' ? prepareSqlite(options, folder) : preparePostgres(options, folder);
}

interface CommandOptions {
  readonly options: BenchOptions;
  readonly data: string;
  readonly baseline: { readonly program: string; readonly flags: readonly string[] };
  readonly plinth: readonly string[];
}

function commands({ options, data, baseline, plinth }: CommandOptions): Omit<Prepared, 'cleanUp'> {
  const shared = ['--port', '{port}', '--durability', options.durability];
  return {
    baseline: { name: 'baseline', command: [here(baseline.program), ...shared, ...(options.log ? ['--log'] : []), ...baseline.flags] },
    plinth: { name: 'Plinth', command: [here('plinth-server.js'), ...shared, '--data', data, ...plinth] },
  };
}

/** Lets Plinth make its own tables, as it makes them for anybody. */
function migrate({ command }: Prepared['plinth']): void {
  execFileSync(process.execPath, [...command.map((word) => word.replace('{port}', '0')), '--only-migrate'], { stdio: 'inherit' });
}

async function prepareSqlite(options: BenchOptions, folder: string): Promise<Prepared> {
  const data = join(folder, 'plinth');
  mkdirSync(data, { recursive: true });
  const [baselinePath, plinthPath] = [join(folder, 'baseline.db'), join(data, 'plinth.db')];
  const made = commands({
    options,
    data,
    baseline: { program: 'baseline/sqlite-server.js', flags: ['--database', baselinePath] },
    plinth: ['--database', `sqlite:${plinthPath}`],
  });
  seedSqlite({ path: baselinePath, create: true, more: {} });
  migrate(made.plinth);
  seedSqlite({ path: plinthPath, create: false, more: { version: 1 } });
  return { ...made, cleanUp: async () => undefined };
}

async function preparePostgres(options: BenchOptions, folder: string): Promise<Prepared> {
  const servers = await findServers();
  const url = servers.variables.POSTGRES_URL;
  if (!url) throw new Error(`The benchmark needs PostgreSQL: ${servers.missing.join(', ')}`);
  const [baselineSchema, plinthSchema] = [`bench_baseline_${process.pid}`, `bench_plinth_${process.pid}`];
  const data = join(folder, 'plinth');
  mkdirSync(data, { recursive: true });
  const made = commands({
    options,
    data,
    baseline: { program: 'baseline/postgres-server.js', flags: ['--database', url, '--schema', baselineSchema] },
    plinth: ['--database', url, '--schema', plinthSchema],
  });
  await seedPostgres({ url, schema: baselineSchema, create: true, more: {} });
  migrate(made.plinth);
  await seedPostgres({ url, schema: plinthSchema, create: false, more: { version: 1 } });
  const cleanUp = async () => {
    await dropSchema(url, baselineSchema);
    await dropSchema(url, plinthSchema);
    await servers.stop();
  };
  return { ...made, cleanUp };
}
