import { AppError } from '../../errors.ts';
import { isJsonObject } from '../json/is-json-object.ts';
import { parseJsonText } from '../json/parse-json.ts';
import { invalidParameter } from './invalid-parameter.ts';

/** Reads a parameter that holds a JSON object. It passes the same edge as a body, with the same codes. */
export function parseJsonParameter(name: string, text: string): Record<string, unknown> {
  const value = parse(name, text);
  if (!isJsonObject(value)) throw invalidParameter(name, 'a JSON object');
  return value;
}

function parse(name: string, text: string): unknown {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'malformed_json') throw invalidParameter(name, 'a JSON object');
    throw error;
  }
}
