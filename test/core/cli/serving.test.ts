import { createServer } from 'node:net';
import t from 'tap';
import { PlinthProcess, Project, plinth } from './plinth-process.ts';

const config = (fields: string, rest = ''): string => `
import { defineConfig, fn, integer, text } from 'plinth';
export default defineConfig({
  collections: { notes: { fields: { ${fields} }, access: { read: true, create: true } } },
  functions: {
    slow: fn({
      input: { milliseconds: integer({ required: true }) },
      output: { done: integer({ required: true }) },
      access: true,
      async run({ input }) {
        await new Promise((resolve) => setTimeout(resolve, input.milliseconds));
        return { done: input.milliseconds };
      },
    }),
  },
  ${rest}
});
`;

const serve = ['start', '--port', '0', '--migrate'];

t.test('start serves, finishes what is running at SIGTERM, and exits with 0', async (t) => {
  using project = new Project({ 'plinth.config.ts': config('title: text()') });
  await using running = new PlinthProcess(project.folder, serve);
  const url = await running.url();
  t.match(running.output, `API docs  ${url}/api/docs`);
  t.equal((await fetch(`${url}/api/docs`)).status, 200, 'the printed page is there');
  t.equal((await fetch(`${url}/api/notes`)).status, 200);
  const slow = fetch(`${url}/api/rpc/slow`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"milliseconds":600}',
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const stopped = running.stop();
  t.same(await (await slow).json(), { done: 600 });
  t.equal(await stopped, 0);
  await t.rejects(fetch(`${url}/api/notes`), 'nobody listens any more');
  t.equal(running.errors, '');
});

t.test('a database that is behind is refused with the plan, and brought up with --migrate', async (t) => {
  using project = new Project({ 'plinth.config.ts': config('title: text()') });
  await using first = new PlinthProcess(project.folder, serve);
  const url = await first.url();
  await fetch(`${url}/api/notes`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"title":"kept"}' });
  await first.stop();

  project.write('plinth.config.ts', config('title: text(), color: text()'));
  const refused = await plinth(project.folder, 'start', '--port', '0');
  t.equal(refused.code, 1);
  t.match(refused.errors, /color/);
  t.match(refused.errors, /--migrate/);
  t.notMatch(refused.errors, /\n\s+at /, 'without a stack');

  await using second = new PlinthProcess(project.folder, serve);
  const notes = (await (await fetch(`${await second.url()}/api/notes?fields=title,color`)).json()) as { items: object[] };
  t.match(notes.items, [{ title: 'kept', color: null }]);
});

t.test('all mistakes in a config are printed at once, without a stack', async (t) => {
  using project = new Project({ 'plinth.config.ts': config("title: text({ mx: 3 }), other: integer({ min: 'a' as never })", 'titel: 1,') });
  const { code, errors } = await plinth(project.folder, ...serve);
  t.equal(code, 1);
  for (const part of ['titel', 'title', 'collections.notes.fields.title.mx', 'collections.notes.fields.other.min']) t.match(errors, part);
  t.notMatch(errors, /\n\s+at /);
});

t.test('a config that cannot be read says where', async (t) => {
  using project = new Project({ 'plinth.config.ts': 'export default {{' });
  const { code, errors } = await plinth(project.folder, ...serve);
  t.equal(code, 1);
  t.match(errors, /plinth\.config\.ts/);
  t.notMatch(errors, /\n\s+at /);
});

t.test('a port that is taken is one sentence', async (t) => {
  using project = new Project({ 'plinth.config.ts': config('title: text()') });
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const { code, errors } = await plinth(project.folder, 'start', '--migrate', '--port', String(port));
  other.close();
  t.same([code, errors], [1, `Port ${port} is taken: stop what listens there, or choose another with --port.\n`]);
});

t.test('a seed runs when it is asked for', async (t) => {
  const seed = `
import type { SeedContext } from 'plinth';
export default async function seed({ records, progress }: SeedContext): Promise<void> {
  if ((await records.list('notes', { limit: 1 })).items.length > 0) return;
  const bar = progress('notes', 2);
  for (const title of ['one', 'two']) {
    await records.create('notes', { title });
    bar.advance();
  }
  bar.done();
}`;
  using project = new Project({ 'plinth.config.ts': config('title: text()'), 'seed.ts': seed });
  for (const run of ['first', 'second']) {
    await using running = new PlinthProcess(project.folder, [...serve, '--seed']);
    const notes = (await (await fetch(`${await running.url()}/api/notes?sort=title`)).json()) as { items: { title: string }[] };
    t.same(
      notes.items.map((note) => note.title),
      ['one', 'two'],
    );
    t.equal(running.errors.includes('notes: 2 of 2, done'), run === 'first', `the ${run} time`);
    t.equal(await running.stop(), 0);
  }
  project.write('seed.ts', 'export const seed = 1;');
  const wrong = await plinth(project.folder, ...serve, '--seed');
  t.equal(wrong.code, 1);
  t.match(wrong.errors, /seed\.ts must export a function as its default/);
});
