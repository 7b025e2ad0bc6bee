/** Says what somebody wrote, for messages: JSON, shortened. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof RegExp) return String(value);
  const text = asJson(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A circular object has no JSON; its kind is enough for a message.
    return Object.prototype.toString.call(value);
  }
}
