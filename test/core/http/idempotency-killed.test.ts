import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import t from 'tap';
import { PlinthProcess, Project } from '../cli/plinth-process.ts';

// Each test starts the app several times.
t.setTimeout(240_000);

const schema = `killed_${randomBytes(6).toString('hex')}`;

/** An app that kills itself at the moment that the title of a note names, while there is a file "mortal". */
const config = (database: string): string => `
import { existsSync } from 'node:fs';
import { defineConfig, text } from 'plinth';
const die = (data: Readonly<Record<string, unknown>> | undefined, moment: string) => {
  if (existsSync('mortal') && String(data?.title).startsWith(moment)) process.kill(process.pid, 'SIGKILL');
};
export default defineConfig({
  secret: 'a secret that only this test app has',
  ${database}
  collections: {
    notes: {
      fields: { title: text({ required: true }) },
      access: { read: true, create: true },
      hooks: {
        beforeWrite: ({ data }) => die(data, 'before'),
        afterWrite: ({ after }) => die(after, 'after'),
        onCommit: ({ after }) => die(after, 'commit'),
      },
    },
  },
});
`;

/** Starts the app, and again over what the last one left behind. */
async function start(project: Project): Promise<{ running: PlinthProcess; url: string }> {
  const running = new PlinthProcess(project.folder, ['start', '--port', '0', '--migrate']);
  return { running, url: await running.url() };
}

interface Sent {
  readonly path: string;
  readonly key: string;
  readonly body: string;
}

/** The status of the answer; undefined where the app died meanwhile. */
async function send(url: string, { path, key, body }: Sent): Promise<{ status: number; replayed: boolean } | undefined> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  try {
    const answer = await fetch(url + path, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return { status: answer.status, replayed: answer.headers.has('idempotency-replayed') };
  } catch {
    return undefined;
  }
}

/** How many notes there are of each title. */
async function counts(url: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await fetch(`${url}/api/notes?limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    const page = (await answer.json()) as { items: { title: string }[]; next: string | null };
    for (const note of page.items) found.set(note.title, (found.get(note.title) ?? 0) + 1);
    cursor = page.next;
  }
  return found;
}

const create = (name: string): Sent => ({ path: '/api/notes', key: name, body: JSON.stringify({ title: name }) });
const batch = (...names: string[]): Sent => ({
  path: '/api/batch',
  key: names.join('+'),
  body: JSON.stringify({ operations: names.map((name) => ({ method: 'create', collection: 'notes', data: { title: name } })) }),
});

const postgres = process.env['POSTGRES_URL'];
const places = [
  { name: 'SQLite', database: '', skip: false },
  {
    name: 'PostgreSQL',
    database: `database: ${JSON.stringify({ url: postgres, schema, poolSize: 4 })},`,
    skip: postgres === undefined && 'no PostgreSQL',
  },
] as const;

for (const { name, database, skip } of places) {
  t.test(`${name}: an app that dies at its worst moment has done a keyed request once, or not yet`, { skip }, async (t) => {
    using project = new Project({ 'plinth.config.ts': config(database) });
    let { running, url } = await start(project);
    t.teardown(() => running.stop('SIGKILL'));
    const worst = [create('before-one'), batch('early', 'after-one'), create('commit-one'), batch('late', 'commit-two')];
    for (const sent of worst) {
      project.write('mortal', '');
      t.equal(await send(url, sent), undefined, `${sent.key}: it died before it answered`);
      await running.exited;
      rmSync(join(project.folder, 'mortal'));
      ({ running, url } = await start(project));
      const answer = await send(url, sent);
      t.equal(answer?.replayed, sent.key.includes('commit'), `${sent.key}: what was committed is replayed, what was not is done`);
      t.same(await send(url, sent), { ...answer, replayed: true });
      for (const title of sent.key.split('+')) t.equal((await counts(url)).get(title), 1, title);
    }
  });

  t.test(`${name}: an app that is killed under load has one effect for every key`, { skip }, async (t) => {
    using project = new Project({ 'plinth.config.ts': config(database) });
    const sent: Sent[] = [];
    const acknowledged = new Set<Sent>();
    let killedInFlight = 0;
    for (let kill = 0; kill < 3; kill++) {
      const { running, url } = await start(project);
      await using _running = running;
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let number = 0; ; number++) {
          const name = `kill ${kill} writer ${writer} number ${number}`.replaceAll(' ', '-');
          const one = number % 3 === 0 ? batch(`${name}-a`, `${name}-b`) : create(name);
          sent.push(one);
          const answer = await send(url, one);
          if (answer === undefined) return killedInFlight++;
          t.ok(answer.status < 300);
          acknowledged.add(one);
        }
      });
      const enough = acknowledged.size + 20 + Math.random() * 40;
      while (acknowledged.size < enough) await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
      await running.stop('SIGKILL');
      await Promise.all(writers);
    }
    const { running, url } = await start(project);
    await using _running = running;
    let redone = 0;
    for (const one of sent) {
      const answer = await send(url, one);
      t.ok(answer !== undefined && answer.status < 300, one.key);
      if (acknowledged.has(one)) t.equal(answer?.replayed, true, `${one.key}: what was acknowledged is there`);
      else if (answer?.replayed !== true) redone++;
    }
    const found = await counts(url);
    const titles = sent.flatMap(({ key }) => key.split('+'));
    t.strictSame(
      [...found].filter(([, count]) => count !== 1),
      [],
      'nothing is there twice',
    );
    const kept = [...found.keys()].filter((title) => title.startsWith('kill-'));
    t.strictSame(kept.sort(), titles.sort(), 'nothing is missing');
    t.ok(acknowledged.size >= 60 && killedInFlight > 0, 'the load was large enough to mean something');
    t.comment(
      `${sent.length} keys, ${acknowledged.size} acknowledged, ${killedInFlight} in flight at a kill, ${redone} of them not done yet`,
    );
  });
}

t.teardown(async () => {
  if (postgres === undefined) return;
  const client = new pg.Client({ connectionString: postgres });
  await client.connect();
  await client.query(`drop schema if exists "${schema}" cascade`);
  await client.end();
});
