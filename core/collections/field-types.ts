import type { FieldKind, FieldType } from './field-type.ts';
import { booleanType } from './fields/boolean.ts';
import { dateType } from './fields/date.ts';
import { datetimeType } from './fields/datetime.ts';
import { decimalType } from './fields/decimal.ts';
import { emailType } from './fields/email.ts';
import { geoPointType } from './fields/geo-point.ts';
import { integerType } from './fields/integer.ts';
import { jsonType } from './fields/json.ts';
import { numberType } from './fields/number.ts';
import { relationType } from './fields/relation.ts';
import { reverseType } from './fields/reverse.ts';
import { secretType } from './fields/secret.ts';
import { selectType } from './fields/select.ts';
import { textType } from './fields/text.ts';
import { urlType } from './fields/url.ts';

/** Every kind of field by its name: adding a kind is adding a file and its line here. */
export const fieldTypes: Readonly<Record<FieldKind, FieldType>> = {
  text: textType,
  integer: integerType,
  number: numberType,
  decimal: decimalType,
  boolean: booleanType,
  date: dateType,
  datetime: datetimeType,
  json: jsonType,
  select: selectType,
  email: emailType,
  url: urlType,
  relation: relationType,
  reverse: reverseType,
  geoPoint: geoPointType,
  secret: secretType,
};
