export { type App, type AppOptions, createApp } from './app.ts';
export { anonymous, type Caller } from './caller.ts';
export type { SeedContext } from './cli/seed.ts';
export type { Collection, CollectionField, Collections } from './collections/collection.ts';
export type { ConfigProblem } from './collections/config-problem.ts';
export { parseDuration } from './collections/duration.ts';
export { boolean } from './collections/fields/boolean.ts';
export { date } from './collections/fields/date.ts';
export { datetime } from './collections/fields/datetime.ts';
export { decimal } from './collections/fields/decimal.ts';
export { email } from './collections/fields/email.ts';
export { geoPoint } from './collections/fields/geo-point.ts';
export { integer } from './collections/fields/integer.ts';
export { json } from './collections/fields/json.ts';
export { number } from './collections/fields/number.ts';
export { relation } from './collections/fields/relation.ts';
export { reverse } from './collections/fields/reverse.ts';
export { secret } from './collections/fields/secret.ts';
export { select } from './collections/fields/select.ts';
export { text } from './collections/fields/text.ts';
export { url } from './collections/fields/url.ts';
export { ConfigError } from './config/config-error.ts';
export type { ConfigKeys } from './config/config-keys.ts';
export { defineCollection } from './config/define-collection.ts';
export { defineConfig } from './config/define-config.ts';
export { fn } from './config/fn.ts';
export type { Settings } from './config/settings.ts';
export { AppError, defineErrors, type ErrorDetails, type ErrorTable } from './errors.ts';
export {
  type DeclaredApp,
  definePlugin,
  type Host,
  type HostKey,
  type Plugin,
  type PluginCommand,
  type Services,
  type Terminal,
} from './plugin/plugin.ts';
export type { ReadEvent, RecordHooks, WriteAction, WriteEvent } from './records/hooks.ts';
export type {
  AggregateQuery,
  Change,
  Count,
  DeleteOnly,
  ExpandTree,
  GetQuery,
  Group,
  ListQuery,
  Page,
  Put,
  Records,
} from './records/records.ts';
export type { Row } from './records/row.ts';
export { defineSchema } from './schema.ts';
