import t from 'tap';
import { PlinthProcess, Project } from './plinth-process.ts';

const config = `
import { defineConfig } from 'plinth';
import { fields } from './fields.ts';
export default defineConfig({ collections: { notes: { fields, access: { read: true } } } });
`;
const fields = (body: string): string => `import { text } from 'plinth';\nexport const fields = { ${body} };\n`;

/** Which fields the API knows; waits while one server goes and the next one comes. */
async function knows(url: string, field: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/notes?fields=${field}`)).status === 200;
  } catch {
    // Nobody listens for a moment between two servers.
    return false;
  }
}

async function until(holds: () => Promise<boolean>): Promise<number> {
  const start = Date.now();
  while (!(await holds())) {
    if (Date.now() - start > 30_000) throw new Error('It never came to hold.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return Date.now() - start;
}

t.test('dev follows what is saved', async (t) => {
  using project = new Project({ 'plinth.config.ts': config, 'fields.ts': fields('title: text()') });
  const port = String(20_000 + (process.pid % 20_000));
  await using running = new PlinthProcess(project.folder, ['dev', '--port', port]);
  const url = await running.url();
  t.ok(await knows(url, 'title'));

  project.write('fields.ts', fields('title: text(), color: text()'));
  const milliseconds = await until(() => knows(url, 'color'));
  t.comment(`restarted in ${milliseconds} ms`);
  t.ok(milliseconds < 5000, 'soon, even on a machine that is busy');
  t.match(running.output, /color/, 'the step in the schema is printed');

  const before = running.errors.length;
  project.write('fields.ts', fields('title: text({ mx: 3 }), shape: text()'));
  await running.printed(/still served; waiting for the next change/);
  t.match(running.errors.slice(before), 'collections.notes.fields.title.mx');
  t.ok(await knows(url, 'color'), 'the version before the mistake answers');
  t.notOk(await knows(url, 'shape'));

  project.write('more/extra.ts', `import { text } from 'plinth';\nexport const extra = { shape: text() };\n`);
  project.write('fields.ts', `import { extra } from './more/extra.ts';\n${fields('title: text(), color: text(), ...extra')}`);
  await until(() => knows(url, 'shape'));
  t.ok(await knows(url, 'title'), 'and the mended one takes its place');
  project.write('more/extra.ts', `import { text } from 'plinth';\nexport const extra = { shape: text(), size: text() };\n`);
  await until(() => knows(url, 'size'));
  t.pass('a folder that was made while it ran is followed too');

  t.equal(await running.stop('SIGINT'), 0);
  t.notOk(await knows(url, 'title'), 'no server is left');
});
