import { operatorsOf } from '../where/operators.ts';

/** PostgreSQL cuts longer names off in silence, so that two may become one. */
export const longestIdentifier = 63;

const collectionNames = new Set([
  ...['auth', 'batch', 'files', 'realtime', 'hooks', 'jobs', 'webhooks', 'openapi.json', 'docs', 'health', 'metrics', 'admin', 'mcp'],
  ...['graphql', 'rpc', 'then'],
]);

const fieldNames = new Set<string>([
  // The words of conditions.
  ...['and', 'or', 'not', 'one', 'some', 'every', 'none'],
  ...Object.values(operatorsOf).flat(),
  // An object with one of these is taken for something else by `await` and by JSON.
  ...['then', 'toJSON'],
  // Columns that every table of the databases has already.
  ...['rowid', 'oid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid'],
]);

// Names that every object answers to: `constructor`, `__proto__`, `toString` and so on.
const objectNames = new Set(Object.getOwnPropertyNames(Object.prototype).concat('prototype'));

// The platform names its own tables so, and SQLite its.
const ownedPrefix = /^_?(plinth|sqlite)([A-Z]|$)/;

const authorName = /^[a-z][A-Za-z0-9]*$/;
const pluginName = /^_[a-z][A-Za-z0-9]*$/;

/** Says why a collection may not have a name; undefined where it may. */
export function collectionNameProblem(name: string, fromPlugin: boolean): string | undefined {
  if (objectNames.has(name) || (!fromPlugin && collectionNames.has(name))) return 'is a reserved name';
  if (ownedPrefix.test(name)) return 'is a reserved name: tables with this prefix belong to the platform';
  if (fromPlugin) return pluginName.test(name) ? undefined : 'must begin with "_" and a small letter: collections of plugins do';
  if (name.startsWith('_')) return 'must not begin with "_": such collections belong to plugins';
  return authorName.test(name) ? undefined : 'must be a name of letters and digits that begins with a small letter';
}

/** Says why a field may not have a name; undefined where it may. `taken` holds the system fields of its collection. */
export function fieldNameProblem(name: string, taken: { has(name: string): boolean }): string | undefined {
  if (taken.has(name)) return 'is a system field: every record has it already';
  if (fieldNames.has(name) || objectNames.has(name)) return 'is a reserved name';
  return authorName.test(name) ? undefined : 'must be a name of letters and digits that begins with a small letter';
}
