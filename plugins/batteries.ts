import type { Plugin } from '../core/index.ts';
import { auth } from './auth/index.ts';
import { mail } from './mail/index.ts';

/** The plugins that come along: on by default, replaced by naming one in `plugins`, taken out by `without`. */
export const batteries: readonly Plugin[] = [mail(), auth()];
