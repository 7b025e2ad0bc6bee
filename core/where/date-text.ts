const datePattern = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const datetimePattern =
  /^(\d{4}-\d\d-\d\d)[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,30}))?)?([Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)$/;

/** Whether a text is a day of the calendar, written `2026-01-31`. */
export function isDate(text: string): boolean {
  if (!datePattern.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00.000Z`);
  // A day that the month does not have rolls over or is refused, so it does not come back as it was.
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/**
 * The one written form of a point in time: UTC, ISO 8601, milliseconds; finer digits are cut off. Takes any zone; a day alone means
 * its first moment in UTC. `undefined` where the text is no such time, has no zone, or lies outside the years 1 to 9999 in UTC.
 */
export function canonicalDatetime(text: string): string | undefined {
  if (isDate(text)) return `${text}T00:00:00.000Z`;
  const match = datetimePattern.exec(text);
  if (!match || !isDate(match[1] as string)) return undefined;
  const [, date, hours, minutes, seconds = '00', fraction = '', zone = 'Z'] = match;
  const local = Date.parse(`${date}T${hours}:${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  const canonical = new Date(local - offset(zone)).toISOString();
  return canonical.length === 24 && !canonical.startsWith('0000') ? canonical : undefined;
}

/** How many milliseconds a zone like `+02:00` is ahead of UTC. */
function offset(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
