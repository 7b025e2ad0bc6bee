import { createJiti } from 'jiti';
import { Refusal } from './refusal.ts';

/** Loads the compiler before it is needed: the first file would wait for it, by about 150 ms. */
export function loadCompiler(): void {
  createJiti(import.meta.url, { fsCache: false }).transform({ source: 'export {}', ts: true });
}

/** The default export of a TypeScript file that belongs to an app. Refuses with the file and the reason where it cannot be read. */
export async function importTypeScript(path: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, { fsCache: false, interopDefault: false });
  try {
    return (await jiti.import<{ default?: unknown }>(path)).default;
  } catch (error) {
    throw new Refusal(`${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
