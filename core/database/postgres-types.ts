import pg from 'pg';
import { AppError } from '../errors.ts';

const int8 = 20;
const timestamp = 1114;
const timestamptz = 1184;
const date = 1082;

type Parser = (text: string) => unknown;

function parseInteger(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) {
    throw new AppError('number_out_of_range', { detail: 'A stored integer is too large to be read exactly.' });
  }
  return number;
}

/** `2024-05-06 07:08:09.12+00` is `2024-05-06T07:08:09.120Z`. The session's time zone is UTC, so no arithmetic is needed. */
function parseMoment(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00)?$/.exec(text);
  // Years past 9999 and infinity have no such form; the platform never writes them.
  return match ? `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0').slice(0, 3)}Z` : text;
}

const parsers: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [int8, parseInteger],
  [timestamp, parseMoment],
  [timestamptz, parseMoment],
  [date, (text) => text],
]);

/** How a connection of ours reads values: in the form of the API, and without touching the driver's global parsers. */
export const postgresTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers.get(oid)) ?? pg.types.getTypeParser(oid, format),
};
