import { invalidParameter } from './invalid-parameter.ts';

const maxNames = 200;

/** Reads a list like `-createdAt,title`. What the names mean is checked by whoever knows the fields. Throws `invalid_parameter`. */
export function parseNames(parameter: string, text: string): string[] {
  const names = text.split(',', maxNames + 1).map((name) => name.trim());
  if (names.length > maxNames || names.includes(''))
    throw invalidParameter(parameter, `a list of at most ${maxNames} names with commas between`);
  return names;
}
