import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import t from 'tap';

const root = resolve(import.meta.dirname, '../../..');
const folder = join(root, '.build/type-cost');
const collections = 100;
const queries = 200;
const budget = 500_000;

/** A declaration of 100 collections of 20 fields, each with a rule through relations and a typed hook. */
function declaration(): string {
  const names = Array.from({ length: collections }, (_, index) => index);
  const body = names.map((index) => {
    const parent = (index + 1) % collections;
    const texts = Array.from({ length: 9 }, (_, at) => `        text${at}: text({ max: ${at + 10} }),`);
    const numbers = Array.from({ length: 6 }, (_, at) => `        count${at}: integer({ default: 0 }),`);
    return `    kind${index}: {
      fields: {
${[...texts, ...numbers].join('\n')}
        title: text({ required: true }),
        status: select(['draft', 'published'], { default: 'draft' }),
        parent: relation('kind${parent}', { required: true }),
        others: relation('kind${(index + 7) % collections}', { many: true }),
        children: reverse('kind${(index + collections - 1) % collections}', 'parent'),
      },
      access: { read: ({ caller }) => ({ or: [{ status: 'published' }, { parent: caller.id }, { parent: { parent: { title: 'x' } } }] }) },
      hooks: {
        async beforeWrite({ data, records }) {
          const parent = await records.get('kind${parent}', data.parent ?? '');
          data.title = parent.title;
        },
      },
    },`;
  });
  return `import { defineConfig } from '../../core/config/define-config.ts';
import { integer, relation, reverse, select, text } from '../../core/schema.ts';
export const config = defineConfig({
  collections: {
${body.join('\n')}
  },
});
`;
}

/** 200 queries, each with a condition, a sort and an expand through two relations. */
function calls(): string {
  const body = Array.from({ length: queries }, (_, index) => {
    const name = `kind${index % collections}`;
    return `  const page${index} = await client.${name}.list({
    where: { count1: { gte: ${index} }, parent: { status: 'draft' } },
    sort: ['-createdAt', 'parent.title'],
    expand: { parent: true, children: { limit: 3, expand: { others: true } } },
  });
  page${index}.items[0]?.parent?.title satisfies string | undefined;
  page${index}.items[0]?.children[0]?.others[0]?.title satisfies string | undefined;`;
  });
  return `import { createClient } from '@plinth/client';
import type { config } from './config.ts';
const client = createClient<typeof config>({ url: 'http://test.local' });
export async function all(): Promise<void> {
${body.join('\n')}
}
`;
}

t.test(`${collections} collections of 20 fields and ${queries} queries cost the compiler at most ${budget} instantiations`, (t) => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.ts'), declaration());
  writeFileSync(join(folder, 'calls.ts'), calls());
  const options = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { noEmit: true, composite: false, types: ['node'] },
    files: ['config.ts', 'calls.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...options, references: [] }));
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'], { encoding: 'utf8' });
  const own = stdout.split('\n').filter((line) => /^\.build\/type-cost\//.test(line) || /type-cost\/(config|calls)\.ts/.test(line));
  t.strictSame(own, [], 'it compiles');
  const count = Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1]);
  t.comment(`${count} instantiations; ${/^Check time:\s+\S+/m.exec(stdout)?.[0]}`);
  t.ok(count > 10_000, 'the program was looked at');
  t.ok(count < budget, `${count} instantiations`);
  t.end();
});
