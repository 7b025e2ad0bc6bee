import { isUtf8 } from 'node:buffer';
import { AppError } from '../../errors.ts';
import { JsonScan } from './json-scan.ts';

/**
 * Turns the raw bytes of a body into a value. Throws `malformed_json`, `duplicate_key`, `forbidden_key`, `invalid_string`,
 * `number_out_of_range`, `nesting_too_deep`.
 */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new AppError('malformed_json', { detail: 'The body is not UTF-8.' });
  return parseJsonText(body.toString('utf8'));
}

/** The same for text that is already decoded. */
export function parseJsonText(text: string): unknown {
  new JsonScan(text).run();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed_json', {}, { cause });
  }
}
