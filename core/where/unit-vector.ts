/** A place on the globe as the point of the unit sphere above it. */
export interface UnitVector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Below this a component is noise of the sine (it is 0.06 µm on the ground), and its square could leave the range of PostgreSQL's floats. */
const smallest = 1e-14;

/**
 * Where a place in degrees lies on the unit sphere. Stored beside every geoPoint, so that a distance needs no trigonometry in SQL
 * and comes out the same, to the last bit, in memory and in every database.
 */
export function unitVector(place: { readonly lat: number; readonly lon: number }): UnitVector {
  const latitude = (place.lat * Math.PI) / 180;
  // Both names of the date line are one meridian.
  const longitude = place.lon === -180 ? Math.PI : (place.lon * Math.PI) / 180;
  const radius = Math.cos(latitude);
  return {
    x: component(radius * Math.cos(longitude)),
    y: component(radius * Math.sin(longitude)),
    z: component(Math.sin(latitude)),
  };
}

function component(value: number): number {
  return Math.abs(value) < smallest ? 0 : value;
}
