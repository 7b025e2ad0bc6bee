import type { SeedContext } from 'plinth';
import type config from './plinth.config.ts';

/** What this seed is given: the verbs, checked against the fields of the config. */
export type MoviesSeed = SeedContext<typeof config>;
