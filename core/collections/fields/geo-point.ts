import type { GeoPointFactory } from '@plinth/client/types';
import { checkOptions, defaultOptions } from '../check-options.ts';
import type { FieldType } from '../field-type.ts';
import { isPlainObject } from '../is-plain-object.ts';

/** Declares a place on the globe. */
export const geoPoint: GeoPointFactory = (options = {} as never) => ({ kind: 'geoPoint', options });

/** What `geoPoint` is: `{ lat, lon }` in degrees, -90 to 90 and -180 to 180. */
export const geoPointType: FieldType = {
  kind: 'geoPoint',
  check: (options) => checkOptions(options, defaultOptions),
  value: () => 'point',
  storage: () => 'point',
  schema: () => ({
    type: 'object',
    properties: { lat: { type: 'number', minimum: -90, maximum: 90 }, lon: { type: 'number', minimum: -180, maximum: 180 } },
    required: ['lat', 'lon'],
    additionalProperties: false,
  }),
  normalize(value) {
    if (!isPlainObject(value) || Object.keys(value).length !== 2) return undefined;
    const { lat, lon } = value;
    // Adding zero turns -0, which databases do not keep, into 0.
    return isWithin(lat, 90) && isWithin(lon, 180) ? { lat: lat + 0, lon: lon + 0 } : undefined;
  },
};

function isWithin(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= limit;
}
