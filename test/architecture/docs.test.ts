import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const build = join(repository, '.build/docs');

function pages(): string[] {
  const found = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  return [...readdirSync(repository), ...found].filter((path) => path.endsWith('.md'));
}

const read = (page: string): string => readFileSync(join(repository, page), 'utf8');

/** Blocks of TypeScript that are whole, that is, that begin with an import. */
function wholeBlocks(page: string): string[] {
  return [...read(page).matchAll(/```ts\n(import [\s\S]*?)```/g)].map((match) => match[1] as string);
}

t.test('every whole block of TypeScript in the pages compiles', async (t) => {
  rmSync(build, { recursive: true, force: true });
  mkdirSync(build, { recursive: true });
  let blocks = 0;
  for (const page of pages()) {
    for (const [number, code] of wholeBlocks(page).entries()) {
      const name = `${page.replace(/\.md$/, '').replaceAll(/[^\w]+/g, '-')}-${number + 1}.ts`;
      writeFileSync(join(build, name), code);
      blocks += 1;
    }
  }
  t.ok(blocks >= 10, `${blocks} blocks were found`);
  const compilerOptions = {
    composite: false,
    declaration: false,
    sourceMap: false,
    noEmit: true,
    types: ['node'],
    allowImportingTsExtensions: true,
  };
  const config = { extends: '../../tsconfig.base.json', compilerOptions: { ...compilerOptions, rootDir: '../..' }, include: ['*.ts'] };
  writeFileSync(join(build, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', build], { encoding: 'utf8' });
  t.equal(status, 0, stdout);
});

t.test('every file that the walk through the rooms names is there', async (t) => {
  const names = [...read('ARCHITECTURE.md').matchAll(/`((?:[a-z]+\/)+[\w.-]+\.(?:ts|mjs))`/g)].map(([, name = '']) => name);
  t.ok(names.length > 20);
  for (const name of names) t.ok(existsSync(join(repository, name)) || existsSync(join(repository, 'core', name)), name);
});

t.test('every link between the pages leads somewhere', async (t) => {
  for (const page of pages()) {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|#)/.test(target)) continue;
      t.ok(existsSync(join(repository, dirname(page), target.replace(/#.*/, ''))), `${page}: ${target}`);
    }
  }
});
