import { createJiti } from 'jiti';

/** The default export of a TypeScript file that belongs to an app. `plinth` in it is the one that is running, not a second copy. */
export async function importTypeScript(path: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, { interopDefault: false });
  const module = await jiti.import<{ default?: unknown }>(path);
  return module.default;
}
