import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { type App, createApp } from '../../core/app.ts';
import { createTestApp } from '../../core/testing/index.ts';
import type { MoviesSeed } from '../../examples/movies/movies-seed.ts';
import config from '../../examples/movies/plinth.config.ts';
import seed from '../../examples/movies/seed.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

/** Plants the seed, and answers what it reported. */
async function plant(records: App['records']): Promise<string[]> {
  const reported: string[] = [];
  await seed({
    // The verbs are the same; the app does not know the types of the config that it was made of.
    records: records as unknown as MoviesSeed['records'],
    progress: (label, total) => {
      let count = 0;
      return {
        advance(by = 1) {
          count += by;
        },
        done: () => reported.push(`${label}: ${count} of ${total}`),
      };
    },
  });
  return reported;
}

async function count(records: App['records'], collection: string, where: object = {}): Promise<number | undefined> {
  return (await records.list(collection, { where, limit: 1, count: 'exact' })).total;
}

const data = mkdtempSync(join(tmpdir(), 'plinth-movies-'));
const app = await createApp(config, { data, port: 0, migrate: true, log: 'silent', environment: {} });
const { records } = app;
const url = await app.listen();
t.teardown(async () => {
  await app.close();
  rmSync(data, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(path: string, { as, method = 'GET', body }: { as?: string; method?: string; body?: object } = {}): Promise<Answer> {
  const response = await fetch(`${url}/api/${path}`, {
    method,
    headers: { ...(as === undefined ? {} : { authorization: `Demo ${as}` }), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

t.test('the films are planted once, with the quirks of the data repaired', async (t) => {
  t.same(await plant(records), ['films: 3201 of 3201', 'reviews: 240 of 240']);
  const collections = ['films', 'directors', 'distributors', 'genres', 'users', 'reviews'];
  const counts = () => Promise.all(collections.map((collection) => count(records, collection)));
  t.same(await counts(), [3201, 550, 174, 12, 12, 240]);

  t.equal(await count(records, 'films', { title: null }), 1, 'the film without a title is kept without one');
  t.match(
    (await records.list('films', { where: { title: '1941' } })).items,
    [{ released: '1979-12-14' }],
    'a title that is a number is a title',
  );
  t.match((await records.list('films', { where: { title: 'Gone with the Wind' } })).items, [{ released: '1939-12-15' }]);
  t.match((await records.list('films', { where: { title: { startsWith: 'Astérix' } } })).items, [{ title: 'Astérix aux Jeux Olympiques' }]);
  t.equal(await count(records, 'films', { released: { gt: '2011-12-31' } }), 0, 'no film comes from the future');

  t.same(await plant(records), [], 'a second time there is nothing to do');
  t.same(await counts(), [3201, 550, 174, 12, 12, 240]);
  await records.deleteMany('films', { catalogue: { gt: 3000 } });
  t.same(await plant(records), ['films: 3201 of 3201'], 'an interrupted seed is taken up where it stopped');
  t.equal(await count(records, 'films'), 3201);
});

t.test('a film has the stars of its published reviews', async (t) => {
  const [reviewed] = (await records.list('reviews', { where: { status: 'published' }, limit: 1 })).items;
  const film = String(reviewed?.['film']);
  const stars = async () => (await records.get('films', film))['stars'];
  const published = (await records.list('reviews', { where: { film, status: 'published' }, limit: 500 })).items.map((review) =>
    Number(review['stars']),
  );
  t.equal(await stars(), published.reduce((sum, one) => sum + one, 0) / published.length);
  await records.updateMany('reviews', { film }, { status: 'draft' });
  t.equal(await stars(), null, 'and none when all are drafts');
});

t.test('a review belongs to its author', async (t) => {
  const [ada] = (await records.list('users', { where: { email: 'ada@example.com' } })).items;
  const [film] = (await records.list('films', { where: { title: '1941' } })).items;
  const review = { film: film?.['id'], author: ada?.['id'], stars: 3 };
  t.equal((await ask('reviews', { method: 'POST', body: review })).status, 401, 'nobody writes anonymously');
  t.equal((await ask('reviews', { as: 'ben', method: 'POST', body: review })).status, 403, 'nor in the name of another');
  const created = await ask('reviews', { as: 'ada', method: 'POST', body: review });
  t.equal(created.status, 201);
  const again = await ask('reviews', { as: 'ada', method: 'POST', body: review });
  t.match(again, { status: 409, body: { code: 'unique_violation' } }, 'one review of a film by a user');

  const path = `reviews/${created.body['id']}`;
  t.equal((await ask(path, { as: 'ada' })).status, 200);
  t.equal((await ask(path, { as: 'ben' })).status, 404, 'a draft is there for its author only');
  t.equal((await ask(path, { as: 'ada', method: 'PATCH', body: { status: 'published' } })).status, 200);
  t.equal((await ask(path)).status, 200, 'and for everybody once it is published');
  t.equal((await ask(path, { as: 'ben', method: 'PATCH', body: { stars: 1 } })).status, 403);
  t.equal((await ask(`films/${film?.['id']}`)).body['stars'], 3);
  t.match(await ask(`films/${film?.['id']}`, { as: 'admin', method: 'PATCH', body: { stars: 5 } }), { status: 200 });
  t.equal((await ask(`films/${film?.['id']}`, { as: 'ada', method: 'PATCH', body: { title: '1942' } })).status, 403);
  t.equal((await ask(path, { as: 'ada', method: 'DELETE' })).status, 204);
  t.equal((await ask(`films/${film?.['id']}`)).body['stars'], null);
});

/** The lines of the pages that do not find something, and what they answer instead. */
const others: readonly [line: RegExp, answer: RegExp][] = [
  [/"Silent"/, /"code":"unauthorized"[\s\S]*\n401$/],
  [/\[titel\]/, /"code":"unknown_field"[\s\S]*\n400$/],
  [/=draft.*limit=1'$/, /"total":0\}\n200$/],
];
const something = /^\{"(items|groups|films)":\[\{[\s\S]*\n200$/;

t.test('every curl line of the pages works', async (t) => {
  for (const page of ['README.md', 'examples/movies/README.md']) {
    const text = readFileSync(join(repository, page), 'utf8');
    const lines = [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
      .flatMap(([, block = '']) => block.split('\n'))
      .filter((line) => line.startsWith('curl '));
    t.ok(lines.length > 5, `${page} has curl lines`);
    for (const line of lines) {
      const command = line.replaceAll('http://127.0.0.1:8090', url);
      const { stdout } = await run('sh', ['-c', `${command} -s -w '\\n%{http_code}'`]);
      t.match(stdout, others.find(([part]) => part.test(line))?.[1] ?? something, line);
    }
  }
});

t.test('the same films are planted in PostgreSQL', { skip: process.env.POSTGRES_URL ? false : 'no PostgreSQL' }, async (t) => {
  await using other = await createTestApp(config, { postgres: process.env.POSTGRES_URL });
  t.same(await plant(other.records), ['films: 3201 of 3201', 'reviews: 240 of 240']);
  const query = {
    where: { genre: { name: 'Western' } },
    sort: ['-imdbRating', 'catalogue'],
    limit: 50,
    fields: ['catalogue', 'title', 'released'],
  };
  t.same((await other.records.list('films', query)).items, (await records.list('films', query)).items);
});
