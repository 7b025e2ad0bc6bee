import type { Row } from './row.ts';
import type { SchemaOf } from './schema.ts';

/** The records of a config or a schema by collection, as clients read them: `Infer<typeof config>['posts']`. */
export type Infer<T> = { [C in keyof SchemaOf<T>]: Row<SchemaOf<T>, C> };
