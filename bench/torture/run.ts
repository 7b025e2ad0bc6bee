// npm run torture -- [--kills 50] [--database sqlite|postgres|both] [--seed n] [--mutation name]
import { parseArgs } from 'node:util';
import { createProgress } from '../../core/cli/progress-bar.ts';
import { findServers } from '../../test/servers/find-servers.ts';
import { mutations } from './mutations.ts';
import { torture } from './torture.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    database: { type: 'string', default: 'both' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    mutation: { type: 'string' },
  },
});

function whole(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} takes a whole number above 0 (got ${text}).`);
  return number;
}

const kills = whole('kills', values.kills);
const seed = whole('seed', values.seed);
if (!['sqlite', 'postgres', 'both'].includes(values.database)) throw new Error('--database takes sqlite, postgres or both.');
const mutation = mutations.find(({ name }) => name === values.mutation);
if (values.mutation !== undefined && !mutation) {
  throw new Error(`--mutation takes one of ${mutations.map(({ name }) => name).join(', ')}.`);
}

/** Tortures one database; answers whether it stood it. */
async function run(label: string, postgres: string | undefined): Promise<boolean> {
  const bar = createProgress(process.stderr)(`${label}, kills`, kills);
  const { counts, problems } = await torture({
    postgres,
    kills,
    seed,
    mutation,
    keep: mutation === undefined,
    progress: () => bar.advance(),
  });
  bar.done();
  const { acknowledged, cutOff, sentAgain, changes } = counts;
  console.log(
    `${label}: ${counts.kills} kills, ${acknowledged} writes acknowledged, ${cutOff} cut off, ${sentAgain} sent again under their keys, ` +
      `${changes} changes in the log: ${problems.length === 0 ? 'every promise kept' : 'FAILED'} (seed ${seed})`,
  );
  for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
  if (problems.length > 20) console.log(`  and ${problems.length - 20} more`);
  return problems.length === 0;
}

const passed: boolean[] = [];
if (values.database !== 'postgres') passed.push(await run('SQLite', undefined));
if (values.database !== 'sqlite') {
  const servers = await findServers();
  try {
    const url = servers.variables['POSTGRES_URL'];
    if (url !== undefined) passed.push(await run('PostgreSQL', url));
    else {
      console.log('PostgreSQL: there is none to torture.');
      passed.push(values.database === 'both');
    }
  } finally {
    await servers.stop();
  }
}
process.exitCode = passed.every(Boolean) ? 0 : 1;
