import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Refusal } from './refusal.ts';

/** The absolute path of the config file. Refuses with what to do where there is none. */
export function findConfig(typed: string | undefined): string {
  const path = resolve(typed ?? 'plinth.config.ts');
  if (existsSync(path)) return path;
  if (typed !== undefined) throw new Refusal(`There is no file ${typed}.`);
  throw new Refusal('There is no plinth.config.ts here: say where it is with --config, or make a project with "plinth init".');
}
