// Every factory under the name of its kind.
export { boolean } from '../../../core/collections/fields/boolean.ts';
export { date } from '../../../core/collections/fields/date.ts';
export { datetime } from '../../../core/collections/fields/datetime.ts';
export { decimal } from '../../../core/collections/fields/decimal.ts';
export { email } from '../../../core/collections/fields/email.ts';
export { geoPoint } from '../../../core/collections/fields/geo-point.ts';
export { integer } from '../../../core/collections/fields/integer.ts';
export { json } from '../../../core/collections/fields/json.ts';
export { number } from '../../../core/collections/fields/number.ts';
export { relation } from '../../../core/collections/fields/relation.ts';
export { reverse } from '../../../core/collections/fields/reverse.ts';
export { secret } from '../../../core/collections/fields/secret.ts';
export { select } from '../../../core/collections/fields/select.ts';
export { text } from '../../../core/collections/fields/text.ts';
export { url } from '../../../core/collections/fields/url.ts';
