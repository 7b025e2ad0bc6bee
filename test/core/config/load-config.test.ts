import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { ConfigError } from '../../../core/config/config-error.ts';
import { loadConfig } from '../../../core/config/load-config.ts';
import { secretKeys } from '../../../core/config/secret-keys.ts';
import { AppError } from '../../../core/errors.ts';
import * as plinth from '../../../core/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'plinth-config-'));
t.teardown(() => rmSync(folder, { recursive: true }));

function write(name: string, source: string): string {
  writeFileSync(join(folder, name), source);
  return join(folder, name);
}

t.test('a config is loaded with the plinth that is running', async (t) => {
  write('shared.ts', "import * as plinth from 'plinth';\nexport const state: { plinth: unknown } = { plinth };\n");
  write('rules.ts', "import { state } from './shared.ts';\nexport const again: unknown = state;\n");
  const file = write(
    'good.ts',
    "import * as plinth from 'plinth';\nimport { state } from './shared.ts';\nimport { again } from './rules.ts';\nexport default { plinth, state, again, n: 1 as number };\n",
  );
  const config = (await loadConfig(file)) as { plinth: typeof plinth; state: { plinth: typeof plinth }; again: unknown; n: number };
  t.equal(config.plinth, plinth, 'the very module, so instanceof holds');
  t.equal(config.state.plinth, plinth, 'in files that the config imports too');
  t.equal(config.state, config.again, 'a file that two others import is one module');
  t.ok(new config.plinth.AppError('not_found') instanceof AppError);
});

t.test('each load reads the files anew', async (t) => {
  write('part.ts', 'export const n = 1;\n');
  const file = write('fresh.ts', "import { n } from './part.ts';\nexport default { n };\n");
  t.strictSame(await loadConfig(file), { n: 1 });
  write('part.ts', 'export const n = 22;\n');
  t.strictSame(await loadConfig(file), { n: 22 });
});

t.test('compiled files are kept where the caller says, and nowhere else', async (t) => {
  const cache = join(folder, 'data', 'cache');
  const file = write('cached.ts', 'export default { n: 1 as number };\n');
  await loadConfig(file, { cache });
  t.match(readdirSync(cache), [/cached/]);
});

const broken: readonly (readonly [string, string, RegExp])[] = [
  ['syntax.ts', 'export default {\n  a: 1,\n  b: : 2,\n};\n', /syntax\.ts:3:5: Unexpected token$/],
  [
    'throws.ts',
    "import './fine.ts';\n\nexport default { a: (undefined as never as { b: { c: 1 } }).b.c };\n",
    /throws\.ts:3: Cannot read properties of undefined \(reading 'b'\)$/,
  ],
  ['indirect.ts', "import './throws.ts';\nexport default {};\n", /throws\.ts:3: Cannot read/],
  ['missing.ts', "import './nothing.ts';\nexport default {};\n", /missing\.ts: Cannot find module '\.\/nothing\.ts'$/],
  ['none.ts', 'export const config = {};\n', /none\.ts: must export a config\. Write: export default defineConfig\(\{ … \}\)\.$/],
  ['text.ts', "throw 'no';\n", /text\.ts: threw no$/],
];

t.test('what is wrong with the file is one line with its place', async (t) => {
  write('fine.ts', 'export {};\n');
  for (const [name, source] of broken) write(name, source);
  for (const [name, , line] of broken) {
    const error: unknown = await loadConfig(join(folder, name)).catch((caught: unknown) => caught);
    t.ok(error instanceof ConfigError, name);
    t.match(String(error), line);
    t.notMatch((error as Error).stack, /\n/, 'no stack');
  }
  await t.rejects(loadConfig(join(folder, 'absent.ts')), { message: /absent\.ts: does not exist$/ });
});

t.test('a secret is made once in the data folder, for its owner alone', async (t) => {
  const data = join(folder, 'made');
  const settings = { data, database: { kind: 'sqlite', path: join(data, 'plinth.db') }, secrets: undefined } as const;
  const all = await Promise.all(Array.from({ length: 8 }, () => secretKeys(settings)));
  const keys = all.map((made) => made.deriveKey('cursor')[0].key.toString('hex'));
  t.equal(new Set(keys).size, 1, 'all that start at once agree');
  t.strictSame(readdirSync(data), ['secret']);
  t.equal(statSync(join(data, 'secret')).mode & 0o777, 0o600);
  t.equal((await secretKeys(settings)).deriveKey('cursor')[0].key.toString('hex'), keys[0], 'it is kept');
  writeFileSync(join(data, 'secret'), 'short\n');
  await t.rejects(secretKeys(settings), { message: /secret: does not hold a secret/ });
});

t.test('PostgreSQL wants a secret that is set', async (t) => {
  const settings = {
    data: folder,
    database: { kind: 'postgres', url: 'postgres://h/x', poolSize: 1, schema: 'public' },
    secrets: undefined,
  } as const;
  await t.rejects(secretKeys(settings), { message: /^PLINTH_SECRET: must be set where the database is PostgreSQL\. .*openssl/ });
});

t.test('each purpose has its own key, and former secrets keep theirs', async (t) => {
  const settings = (...secrets: string[]) => ({ data: folder, database: { kind: 'sqlite', path: ':memory:' }, secrets }) as const;
  const before = await secretKeys(settings('old secret old secret'));
  const after = await secretKeys(settings('new secret new secret', 'old secret old secret'));
  const [present, former] = after.deriveKey('cursor');
  t.strictSame(former, before.deriveKey('cursor')[0]);
  t.not(present.id, former?.id);
  t.equal(present.key.length, 32);
  t.not(after.deriveKey('token')[0].key.toString('hex'), present.key.toString('hex'));
  // The same secrets must give the same keys in every version, or stored secrets are lost.
  t.equal(before.deriveKey('cursor')[0].id, 'e036ad02751a');
});

t.test('a ConfigError prints one line per mistake, uncaught too', async (t) => {
  const module = new URL('../../../core/config/config-error.js', import.meta.url);
  const script = `import { ConfigError } from '${module}'; throw new ConfigError([{ path: 'a.b', message: 'is wrong', hint: 'Put it right.' }, { path: 'c', message: 'too' }]);`;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  t.equal(status, 1);
  t.match(stderr, /^\[?a\.b: is wrong\. Put it right\.\nc: too\]?$/m);
  t.notMatch(stderr, /\n\s+at /);
});
