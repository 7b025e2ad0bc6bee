import { AppError } from '../../errors.ts';

/** Splits the query of a URL into decoded names and values, in order. Throws `bad_url` where it cannot be decoded. */
export function queryPairs(url: string): [name: string, value: string][] {
  const start = url.indexOf('?');
  if (start === -1) return [];
  const end = url.indexOf('#', start);
  const pairs: [string, string][] = [];
  for (const part of url.slice(start + 1, end === -1 ? undefined : end).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals === -1) pairs.push([decode(part), '']);
    else pairs.push([decode(part.slice(0, equals)), decode(part.slice(equals + 1))]);
  }
  return pairs;
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch (cause) {
    throw new AppError('bad_url', {}, { cause });
  }
}
