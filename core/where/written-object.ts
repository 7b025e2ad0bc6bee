/** Whether a written value is an object with keys of its own to go through: no list, no date, nothing with a behaviour. */
export function isWrittenObject(written: unknown): written is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(written) === '[object Object]';
}

/** A list as a URL may write it, `{ 0: …, 1: … }`, as an array. Anything else stays as it is, for the caller to judge. */
export function numberedList(written: unknown): unknown {
  if (!isWrittenObject(written)) return written;
  const keys = Object.keys(written);
  // JavaScript keeps such keys in ascending order.
  return keys.length > 0 && keys.every((key) => /^(?:0|[1-9]\d{0,3})$/.test(key)) ? Object.values(written) : written;
}
