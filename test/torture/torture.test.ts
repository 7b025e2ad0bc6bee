import t, { type Test } from 'tap';
import { type Mutation, mutations } from '../../bench/torture/mutations.ts';
import { type TortureOptions, torture } from '../../bench/torture/torture.ts';

t.setTimeout(170_000);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
t.comment(`SEED=${seed}`);
const postgres = process.env['POSTGRES_URL'];

async function stands(t: Test, options: Pick<TortureOptions, 'postgres'>): Promise<void> {
  const { counts, problems } = await torture({ ...options, kills: 5, seed });
  t.comment(counts);
  t.strictSame(problems, []);
  t.equal(counts.kills, 5);
  t.ok(counts.acknowledged >= 100 && counts.cutOff >= 5, 'under a load that means something');
}

async function isCaught(t: Test, mutation: Mutation): Promise<void> {
  const { counts, problems } = await torture({ kills: 12, seed, mutation });
  t.match(problems.join('\n'), mutation.told, `after ${counts.kills} kills`);
}

t.test('what was acknowledged survives', { jobs: 2, timeout: 90_000 }, async (t) => {
  t.test('on SQLite', (t) => stands(t, {}));
  t.test('on PostgreSQL', { skip: postgres === undefined ? 'no PostgreSQL' : false }, (t) => stands(t, { postgres }));
});

t.test('a server that breaks its promise is caught', { jobs: 2, timeout: 120_000 }, async (t) => {
  for (const mutation of mutations) t.test(mutation.name, (t) => isCaught(t, mutation));
});

t.test('too little load proves nothing', async (t) => {
  const { problems } = await torture({ kills: 1, seed, writers: 0 });
  t.match(problems, [/too little load: 0 acknowledged writes/, /too little load: only 0 requests were cut off/]);
});
