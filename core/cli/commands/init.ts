import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'citty';
import type { Command } from '../command.ts';
import { projectFiles } from '../project-files.ts';
import { Refusal } from '../refusal.ts';

const args = {
  folder: { type: 'positional', required: false, description: 'The folder; made if it is not there (.)' },
} as const;

/** `plinth init`: makes a working project in an empty folder. */
export const init: Command = {
  name: 'init',
  description: 'Make a new project in an empty folder',
  args,
  run(typed) {
    const folder = resolve(parseArgs<typeof args>([...typed], args).folder ?? '.');
    refuseUnlessEmpty(folder);
    for (const [path, content] of Object.entries(projectFiles(basename(folder)))) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content, { flag: 'wx' });
    }
    const enter = relative('.', folder);
    process.stdout.write(`Your project is in ${folder}. Next:\n\n${enter ? `  cd ${enter}\n` : ''}  npm install\n  npm run dev\n`);
  },
};

/** A folder with only `.git` counts as empty: that is what a new repository looks like. */
function refuseUnlessEmpty(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const present = readdirSync(folder).filter((name) => name !== '.git');
  if (present.length > 0) throw new Refusal(`${folder} is not empty: choose a new folder with "plinth init <folder>".`);
}
