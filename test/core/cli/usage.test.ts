import t from 'tap';
import { createProgress } from '../../../core/cli/progress-bar.ts';
import { PlinthProcess, Project, plinth, repository } from './plinth-process.ts';

t.test('what can be typed is listed', async (t) => {
  using project = new Project();
  const whole = await plinth(project.folder, '--help');
  t.equal(whole.code, 0);
  for (const word of ['start', 'dev', 'init', '--version', '--help']) t.match(whole.output, word);
  const start = await plinth(project.folder, 'start', '--help');
  t.equal(start.code, 0);
  for (const flag of ['--config', '--host', '--port', '--data', '--seed', '--migrate', '--help']) t.match(start.output, flag);
  t.equal((await plinth(project.folder)).output, whole.output, 'and it is what a bare "plinth" prints');
});

t.test('what cannot be meant is one sentence and exit code 2', async (t) => {
  using project = new Project();
  const cases: [typed: string[], sentence: string][] = [
    [['strat'], 'There is no command "strat". Did you mean start? "plinth --help" lists all.'],
    [['toString'], 'There is no command "toString". "plinth --help" lists all.'],
    [['--verison'], 'There is no flag --verison. Did you mean --version?'],
    [['start', '--prot', '80'], 'There is no flag --prot. Did you mean --port?'],
    [['start', '-p', '80'], 'There is no flag -p.'],
    [['dev', '--migrate'], 'There is no flag --migrate.'],
    [['start', '--no-migrate'], 'There is no flag --no-migrate. Did you mean --migrate?'],
    [['start', '--port'], '--port needs a value.'],
    [['start', '--port', '--seed'], '--port needs a value.'],
    [['start', '--migrate=no'], '--migrate takes no value.'],
    [['start', '--port', 'eighty'], '--port takes a number from 0 to 65535, not "eighty".'],
    [['start', '--port=70000'], '--port takes a number from 0 to 65535, not "70000".'],
    [['start', 'now'], '"now" is one word too many.'],
    [['init', 'one', 'two'], '"two" is one word too many.'],
  ];
  for (const [typed, sentence] of cases) {
    const { code, output, errors } = await plinth(project.folder, ...typed);
    t.same({ code, output, errors }, { code: 2, output: '', errors: `${sentence}\n` }, typed.join(' '));
  }
});

t.test('a config that is not there is said so', async (t) => {
  using project = new Project();
  const unsaid = await plinth(project.folder, 'start');
  t.equal(unsaid.code, 1);
  t.match(unsaid.errors, /^There is no plinth\.config\.ts here: .*"plinth init"\.\n$/);
  const said = await plinth(project.folder, 'dev', '--config', 'other.ts');
  t.same([said.code, said.errors], [1, 'There is no file other.ts.\n']);
});

t.test('the command of the package answers', async (t) => {
  await using running = new PlinthProcess(repository, ['--version'], `${repository}/core/cli/plinth.mjs`);
  t.equal(await running.exited, 0, running.errors);
  t.match(running.output, /\d+\.\d+\.\d+\n$/);
});

t.test('progress moves in a terminal and is plain lines elsewhere', async (t) => {
  const report = (output: { isTTY: boolean; columns: number }): string => {
    let text = '';
    const bar = createProgress({ ...output, write: (written) => (text += written) })('films', 10);
    for (let turn = 0; turn < 10; turn++) bar.advance();
    bar.done();
    return text;
  };
  t.equal(report({ isTTY: false, columns: 80 }), 'films: 3 of 10\nfilms: 5 of 10\nfilms: 8 of 10\nfilms: 10 of 10, done\n');
  const drawn = report({ isTTY: true, columns: 80 }).split('\r\u001b[2K');
  t.equal(drawn.length, 12, 'every step is drawn once, over the one before');
  t.equal(drawn.at(6), `films ${'█'.repeat(12)}${'░'.repeat(12)} 5 of 10`);
  t.equal(drawn.at(-1), `films ${'█'.repeat(24)} 10 of 10\n`);
  t.ok(
    report({ isTTY: true, columns: 20 })
      .split('\r\u001b[2K')
      .every((line) => line.trimEnd().length < 20),
    'and never wraps',
  );
});
