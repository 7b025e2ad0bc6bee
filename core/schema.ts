/**
 * `plinth/schema`: fields and `defineSchema`, for files that browsers import too.
 * It may know the declaration of fields and nothing that runs on a server.
 */

export type * from '@plinth/client/types';
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
export { type DeclaredSchema, defineSchema, type SchemaCollection, type SchemaDeclaration } from './config/define-schema.ts';
