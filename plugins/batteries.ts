import type { Plugin } from '../core/index.ts';

/** The plugins that come along: on by default, replaced by naming one in `plugins`, taken out by `without`. */
export const batteries: readonly Plugin[] = [];
