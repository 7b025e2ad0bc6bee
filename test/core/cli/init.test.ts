import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PlinthProcess, Project, plinth, repository } from './plinth-process.ts';

t.test('init makes a project that compiles, passes its test, and serves', async (t) => {
  using outside = new Project();
  const made = await plinth(outside.folder, 'init', 'My Notes');
  t.equal(made.code, 0, made.errors);
  t.match(made.output, /npm install\n {2}npm run dev\n$/);
  const folder = join(outside.folder, 'My Notes');
  t.same(readdirSync(folder).sort(), ['.gitignore', 'README.md', 'package.json', 'plinth.config.ts', 'test', 'tsconfig.json']);
  // What `npm install` would bring is the repository itself here.
  renameSync(join(outside.folder, 'node_modules'), join(folder, 'node_modules'));

  const compiled = spawnSync(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc')], { cwd: folder, encoding: 'utf8' });
  t.equal(compiled.status, 0, compiled.stdout);
  const tested = spawnSync(process.execPath, ['--import', 'jiti/register', '--test', 'test/notes.test.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  t.equal(tested.status, 0, tested.stdout + tested.stderr);
  t.match(tested.stdout, /# pass 1/);

  await using running = new PlinthProcess(folder, ['start', '--migrate', '--port', '0']);
  t.equal((await fetch(`${await running.url()}/api/notes`)).status, 200);
  t.equal(await running.stop(), 0);
});

t.test('init refuses a folder that is not empty, and changes nothing there', async (t) => {
  using project = new Project({ 'full/mine.txt': 'mine' });
  const refused = await plinth(project.folder, 'init', 'full');
  t.same([refused.code, refused.output], [1, '']);
  t.match(refused.errors, /full is not empty: choose a new folder with "plinth init <folder>"\.\n$/);
  t.same(readdirSync(join(project.folder, 'full')), ['mine.txt']);
  mkdirSync(join(project.folder, 'new/.git'), { recursive: true });
  t.equal((await plinth(project.folder, 'init', 'new')).code, 0, 'a new git repository counts as empty');
});
