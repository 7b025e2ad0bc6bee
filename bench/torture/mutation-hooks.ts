import type { InitializeHook, LoadHook } from 'node:module';
import type { Edit } from './mutations.ts';

let edits: readonly Edit[] = [];

/** Takes what is to be replaced. */
export const initialize: InitializeHook<readonly Edit[]> = (given) => {
  edits = given;
};

/** Replaces it as the module is loaded. Throws where the place is not there: a mutation that changes nothing would prove nothing. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  const meant = edits.filter(({ file }) => url.endsWith(`/dist/core/${file}`));
  if (meant.length === 0) return loaded;
  let source = String(loaded.source);
  for (const { file, find, replace } of meant) {
    if (source.split(find).length !== 2) throw new Error(`"${find}" does not stand once in ${file}: the mutation must follow the product.`);
    source = source.replace(find, () => replace);
  }
  return { ...loaded, source };
};
