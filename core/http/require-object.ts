import { AppError } from '../errors.ts';
import { isJsonObject } from './json/is-json-object.ts';

/** Takes a parsed body that must be a JSON object; its fields are checked by whoever knows them. */
export function requireObject(body: unknown): Record<string, unknown> {
  if (body === undefined) throw new AppError('malformed_json', { detail: 'A JSON body is needed.' });
  if (isJsonObject(body)) return body;
  throw new AppError('validation_failed', { errors: [{ path: '', code: 'invalid_type', message: 'The body must be an object.' }] });
}
