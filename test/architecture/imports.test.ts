import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import t from 'tap';

const root = resolve(import.meta.dirname, '../../..');

/** Files of a small house, each with one import that breaks a rule. */
const forbidden: readonly { readonly file: string; readonly imports: string; readonly rule: string }[] = [
  { file: 'core/errors.ts', imports: './where/parse.ts', rule: 'ground-imports-nothing-above-it' },
  { file: 'core/where/upwards.ts', imports: '../records/list.ts', rule: 'where-imports-nothing-above-it' },
  { file: 'core/where/sideways.ts', imports: '../collections/collection.ts', rule: 'where-knows-only-the-ground' },
  { file: 'core/query/upwards.ts', imports: '../records/list.ts', rule: 'query-imports-nothing-above-it' },
  { file: 'core/records/upwards.ts', imports: '../access/guard.ts', rule: 'records-imports-nothing-above-it' },
  { file: 'core/access/upwards.ts', imports: '../http/server.ts', rule: 'access-imports-nothing-above-it' },
  { file: 'core/http/upwards.ts', imports: '../config/settings.ts', rule: 'http-imports-nothing-above-it' },
  { file: 'core/plugin/upwards.ts', imports: '../app.ts', rule: 'plugin-imports-nothing-above-it' },
  { file: 'core/app.ts', imports: './cli/main.ts', rule: 'app-imports-nothing-above-it' },
  { file: 'core/migrate/upwards.ts', imports: '../app.ts', rule: 'nothing-beside-app-imports-what-is-above-it' },
  { file: 'core/records/front.ts', imports: '../index.ts', rule: 'rooms-do-not-import-the-front-door' },
  { file: 'core/http/plugin.ts', imports: '../../plugins/auth/index.ts', rule: 'core-knows-no-plugin' },
  { file: 'plugins/auth/inside.ts', imports: '../../core/records/list.ts', rule: 'plugins-use-the-front-door' },
  { file: 'plugins/auth/other.ts', imports: '../mail/index.ts', rule: 'plugins-know-no-other-plugin' },
  { file: 'client/src/server.ts', imports: '../../core/where/parse.ts', rule: 'client-depends-on-nothing' },
  { file: 'admin/src/server.ts', imports: '../../core/where/parse.ts', rule: 'console-knows-only-the-client' },
  { file: 'core/records/sdk.ts', imports: '../../client/src/index.ts', rule: 'server-takes-only-types-from-the-client' },
  { file: 'core/records/sql.ts', imports: 'kysely', rule: 'kysely-stays-below' },
  { file: 'core/access/reply.ts', imports: 'fastify', rule: 'fastify-stays-in-http' },
  { file: 'core/config/server.ts', imports: 'fastify', rule: 'config-names-fastify-only-as-types' },
  { file: 'core/where/tested.ts', imports: '../../test/case.ts', rule: 'tests-are-not-used' },
  { file: 'core/where/lost.ts', imports: './nowhere.ts', rule: 'everything-resolves' },
  { file: 'core/where/circle.ts', imports: './round.ts', rule: 'no-cycles' },
  { file: 'core/http/undeclared.ts', imports: 'ajv', rule: 'only-declared-packages' },
];

const allowed = {
  'core/cli/main.ts': "import '../app.ts'; import '../config/settings.ts'; import '../migrate/plan.ts';",
  'core/http/server.ts': "import 'fastify'; import '../access/guard.ts'; import '../errors.ts';",
  'core/records/list.ts': "import '../query/plan.ts'; import '../where/parse.ts';",
  'core/query/plan.ts': "import 'kysely'; import '../database/database.ts';",
  'core/config/typed.ts': "import type { FastifyInstance } from 'fastify'; export type Server = FastifyInstance;",
  'plugins/auth/plugin.ts': "import '../../core/index.ts'; import './index.ts';",
};

const targets = [
  'core/where/parse.ts',
  'core/collections/collection.ts',
  'core/database/database.ts',
  'core/access/guard.ts',
  'core/config/settings.ts',
  'core/migrate/plan.ts',
  'core/index.ts',
  'plugins/auth/index.ts',
  'plugins/mail/index.ts',
  'client/src/index.ts',
  'test/case.ts',
];

function buildHouse(folder: string): void {
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\nexport {};\n`);
  };
  for (const file of targets) write(file, '');
  write('core/where/round.ts', "import './circle.ts';");
  for (const [file, text] of Object.entries(allowed)) write(file, text);
  for (const { file, imports } of forbidden) write(file, `import '${imports}';`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { kysely: '*', fastify: '*' } }));
  writeFileSync(join(folder, 'tsconfig.base.json'), '{ "compilerOptions": { "module": "nodenext" } }');
  for (const name of ['kysely', 'fastify', 'ajv']) {
    write(`node_modules/${name}/index.js`, '');
    write(`node_modules/${name}/index.d.ts`, '');
    writeFileSync(
      join(folder, 'node_modules', name, 'package.json'),
      JSON.stringify({ name, version: '1.0.0', type: 'module', types: 'index.d.ts', main: 'index.js' }),
    );
  }
}

t.test('the rules of who may import whom', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-house-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  buildHouse(folder);
  const { default: rules } = (await import(pathToFileURL(join(root, '.dependency-cruiser.mjs')).href)) as {
    default: { forbidden: unknown[]; options: ICruiseOptions };
  };
  const options = { ...rules.options, baseDir: folder, validate: true, ruleSet: { forbidden: rules.forbidden } } as ICruiseOptions;
  const { output } = await cruise(['core', 'plugins', 'client/src', 'admin'], options);
  const found = (output as ICruiseResult).summary.violations.map(({ from, rule }) => `${from} breaks ${rule.name}`);

  for (const { file, imports, rule } of forbidden) {
    t.test(`${file} must not import ${imports}`, async (t) => {
      t.ok(found.includes(`${file} breaks ${rule}`), rule);
    });
  }
  t.test('imports that go down the house break no rule', async (t) => {
    const allowedFiles = Object.keys(allowed);
    t.same(
      found.filter((line) => allowedFiles.some((file) => line.startsWith(`${file} `))),
      [],
    );
  });
});
