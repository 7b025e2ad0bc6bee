import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import t from 'tap';
import { houseRules, type SourceFile } from './house-rules.ts';

const root = resolve(import.meta.dirname, '../../..');
const folders = ['core', 'plugins', 'client/src', 'migrations', 'admin', 'examples', 'bench', 'test'].filter((name) =>
  existsSync(join(root, name)),
);

function sourceFiles(): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path.split(sep).join('/')))
      .map((path) => ({ path: path.split(sep).join('/'), text: readFileSync(join(root, path), 'utf8') })),
  );
}

t.test('the house', async (t) => {
  const files = sourceFiles().filter(({ path }) => !path.startsWith('test/architecture/house'));
  t.ok(files.length > 50, 'the sources were found');
  for (const rule of houseRules) {
    t.test(rule.name, async (t) => {
      const broken = files.flatMap((file) => rule.breaks(file)?.replace(/^/, `${file.path}: `) ?? []);
      t.same(broken, []);
    });
  }
});

/** For each rule files that break it, and files that only seem to. */
const proofs: readonly { readonly rule: string; readonly breaking: readonly SourceFile[]; readonly keeping: readonly SourceFile[] }[] = [
  {
    rule: 'a file is short enough to be read in one go',
    breaking: [{ path: 'core/where/long.ts', text: '\n'.repeat(300).concat('end') }],
    keeping: [{ path: 'core/where/full.ts', text: '\n'.repeat(299).concat('end\n') }],
  },
  {
    rule: 'only core/config/environment.ts reads the environment',
    breaking: [
      { path: 'core/http/port.ts', text: 'const port = process.env.PORT;' },
      { path: 'plugins/mail/host.ts', text: 'const { HOST } = process\n  .env;' },
    ],
    keeping: [
      { path: 'core/config/environment.ts', text: 'process.env' },
      { path: 'core/http/port.ts', text: '/** Not process.env */\n// nor process.env' },
      { path: 'bench/run.ts', text: 'process.env.PATH' },
    ],
  },
  {
    rule: 'no file is a drawer',
    breaking: ['core/utils.ts', 'core/http/string-helpers.ts', 'plugins/common/x.ts', 'core/job-manager.ts'].map((path) => ({
      path,
      text: '',
    })),
    keeping: ['core/where/combine.ts', 'plugins/community/plugin.ts'].map((path) => ({ path, text: '' })),
  },
  {
    rule: 'raw SQL stays where it must be',
    breaking: [{ path: 'core/records/list.ts', text: 'sql.raw(name)' }],
    keeping: [{ path: 'core/database/sqlite-dialect.ts', text: 'sql.raw(name)' }],
  },
  {
    rule: 'nothing escapes from the types',
    breaking: [
      { path: 'core/app.ts', text: '// @ts-ignore' },
      { path: 'test/core/app.test.ts', text: '(x as any).y' },
    ],
    keeping: [{ path: 'test/types.test.ts', text: '// @ts-expect-error: there is no such field' }],
  },
  {
    rule: 'no test is left alone or forgotten',
    breaking: [{ path: 'test/core/app.test.ts', text: "t.only('one', async () => {})" }],
    keeping: [{ path: 'test/core/app.test.ts', text: "t.test('the only one', async () => {})" }],
  },
];

t.test('the rules see what breaks them', async (t) => {
  t.same(proofs.map(({ rule }) => rule).sort(), houseRules.map(({ name }) => name).sort(), 'every rule has a proof');
  for (const { rule: name, breaking, keeping } of proofs) {
    t.test(name, async (t) => {
      const rule = houseRules.find((candidate) => candidate.name === name);
      for (const file of breaking) t.type(rule?.breaks(file), 'string', file.path);
      for (const file of keeping) t.equal(rule?.breaks(file), undefined, file.path);
    });
  }
});
