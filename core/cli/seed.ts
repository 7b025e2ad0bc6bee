import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SchemaOf, Records as TypedRecords } from '@plinth/client/types';
import type { Records } from '../records/records.ts';
import { importTypeScript } from './import-typescript.ts';
import { createProgress, type StartProgress } from './progress-bar.ts';
import { Refusal } from './refusal.ts';

/** What a seed is given: the verbs as the system, and a way to say how far it is. `SeedContext<typeof config>` knows every field. */
export interface SeedContext<Config = unknown> {
  readonly records: [SchemaOf<Config>] extends [never] ? Records : TypedRecords<SchemaOf<Config>>;
  readonly progress: StartProgress;
}

/** The default export of a `seed.ts`. It runs at every start with `--seed`, so it looks first at what is there already. */
export type Seed = (context: SeedContext) => Promise<void>;

/** Runs the `seed.ts` beside a config; does nothing where there is none. */
export async function runSeed(configPath: string, records: Records): Promise<void> {
  const path = join(dirname(configPath), 'seed.ts');
  if (!existsSync(path)) return;
  const seed = await importTypeScript(path);
  if (typeof seed !== 'function')
    throw new Refusal(`${path} must export a function as its default: export default async function seed({ records, progress }) { … }`);
  await (seed as Seed)({ records, progress: createProgress(process.stderr) });
}
