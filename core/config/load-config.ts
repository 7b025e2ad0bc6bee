import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { ConfigError } from './config-error.ts';
import { placeOfError } from './place-of-error.ts';

/** How a file is loaded. */
export interface LoadOptions {
  /** The folder for compiled files, below the data folder; without it nothing is kept. */
  readonly cache?: string;
}

// dist/core/config/load-config.js stands three folders below the package.
const packageFolder = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Loads a config written in TypeScript or JavaScript. `plinth` in it is the one that is running, not a second copy, and every load reads
 * the files anew. Throws a ConfigError with the place for whatever is wrong with the file itself.
 */
export async function loadConfig(file: string, options: LoadOptions = {}): Promise<object> {
  const path = resolve(file);
  const shown = relative(process.cwd(), path) || path;
  if (!existsSync(path)) throw new ConfigError([{ path: shown, message: 'does not exist' }]);
  const exported = await importFile(path, options, shown);
  const config = isModule(exported) ? exported.default : undefined;
  if (isPlainObject(config)) return config;
  throw new ConfigError([{ path: shown, message: 'must export a config', hint: 'Write: export default defineConfig({ … }).' }]);
}

async function importFile(path: string, { cache }: LoadOptions, shown: string): Promise<unknown> {
  // Without the module cache each load is fresh; within a load a file that two others import is one module all the same.
  const jiti = createJiti(import.meta.url, { moduleCache: false, alias: ownModules(), fsCache: cache ?? false, interopDefault: false });
  try {
    return await jiti.import(path);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { place, message } = placeOfError(error, resolve(packageFolder, 'dist/core'));
    throw new ConfigError([{ path: place ?? shown, message }], { cause: error });
  }
}

/** The entrances of this package by the name under which a config imports them. */
function ownModules(): Record<string, string> {
  const { exports } = createRequire(import.meta.url)(`${packageFolder}package.json`) as { exports: Record<string, { default?: string }> };
  const modules: Record<string, string> = {};
  for (const [entrance, target] of Object.entries(exports)) {
    if (target.default === undefined) continue;
    // `./plugins/*` stands for a folder each; the resolver finds the index in it.
    const to = entrance.endsWith('/*') ? target.default.replace(/\/\*\/index\.js$/, '') : target.default;
    modules[`plinth${entrance.slice(1).replace(/\/\*$/, '')}`] = resolve(packageFolder, to);
  }
  return modules;
}

function isModule(value: unknown): value is { readonly default?: unknown } {
  return typeof value === 'object' && value !== null;
}
