import { AssertionError } from 'node:assert';

const denials = new Set(['unauthorized', 'forbidden', 'not_found', 'insufficient_scope']);

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Waits for a call that must be let through; answers its result. Throws an AssertionError where it is refused. */
export async function expectAllowed<T>(call: Promise<T> | (() => Promise<T>)): Promise<T> {
  try {
    return await (typeof call === 'function' ? call() : call);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !denials.has(code)) throw error;
    throw new AssertionError({ message: `expected to be allowed, but was refused with "${code}"`, actual: code, expected: 'allowed' });
  }
}

/**
 * Waits for a call that must be refused: with `unauthorized`, `forbidden`, `not_found` or `insufficient_scope`, or with just the `code` that
 * is given. Any other failure is thrown as it is, for a mistake in a test must not pass as a refusal.
 */
export async function expectDenied(call: Promise<unknown> | (() => Promise<unknown>), code?: string): Promise<void> {
  let found: string | undefined;
  try {
    await (typeof call === 'function' ? call() : call);
  } catch (error) {
    found = codeOf(error);
    if (found === undefined || !(denials.has(found) || found === code)) throw error;
  }
  if (found === undefined)
    throw new AssertionError({ message: 'expected to be refused, but was allowed', actual: 'allowed', expected: code ?? 'refused' });
  if (code !== undefined && found !== code)
    throw new AssertionError({ message: `expected "${code}", but was refused with "${found}"`, actual: found, expected: code });
}
