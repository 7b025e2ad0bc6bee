import type { Near } from './condition.ts';
import { type UnitVector, unitVector } from './unit-vector.ts';

/** Mean radius of the earth in meters: (2a + b) / 3 of the WGS 84 ellipsoid, a = 6378137 m and b = 6356752.3142 m (IUGG's R1). */
const earthRadius = 6371008.8;

/** More than the squared chord between any two points of the unit sphere, rounding included. */
const wholeGlobe = 5;

/** A circle on the globe, ready to be compared: the centre, and the greatest squared chord from it. */
export interface NearCircle {
  readonly center: UnitVector;
  readonly limit: number;
}

/** Turns a distance along the surface into the chord through the unit sphere, once per query instead of once per row. */
export function nearCircle(near: Near): NearCircle {
  const angle = near.meters / earthRadius;
  const halfChord = Math.sin(angle / 2);
  return { center: unitVector(near), limit: angle >= Math.PI ? wholeGlobe : 4 * halfChord * halfChord };
}

/** Whether a point lies in the circle. The order of the operations is that of the SQL; changing one changes the last bit. */
export function isNear(point: UnitVector, { center, limit }: NearCircle): boolean {
  const x = point.x - center.x;
  const y = point.y - center.y;
  const z = point.z - center.z;
  return x * x + y * y + z * z <= limit;
}
