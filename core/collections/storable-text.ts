const unstorable = /[\u0000\p{Surrogate}]/u;

/** Whether both databases can keep a text as it is: no NUL, no half of a surrogate pair. */
export function isStorableText(value: unknown): value is string {
  return typeof value === 'string' && !unstorable.test(value);
}
