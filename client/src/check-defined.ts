/**
 * Throws a TypeError where a condition holds `undefined` at any depth. JSON would drop it, and a filter that loses a part finds more
 * records than was meant.
 */
export function checkDefined(condition: unknown, path = 'where'): void {
  if (condition === undefined) throw new TypeError(`${path} is undefined: leave it out, or say null.`);
  if (typeof condition !== 'object' || condition === null) return;
  for (const [key, part] of Object.entries(condition)) checkDefined(part, `${path}.${key}`);
}
