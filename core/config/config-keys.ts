import type { Schema } from '@plinth/client/types';

/** Keys of the config that belong to plugins, such as `jobs`; a plugin adds its own by declaration merging. */
export interface ConfigKeys<S = Schema> {
  /** Carries the schema for the compiler; never there at run time. */
  readonly $schema?: S;
}
