/*
 * What went wrong in the database? The only place that reads drivers' codes; both databases answer the same coded errors.
 * It may know the codes of SQLite, PostgreSQL and the network; it must not know collections or fields.
 */
import { AppError } from '../errors.ts';
import { ConstraintError } from './constraint-error.ts';

interface DriverError extends Error {
  readonly code: string;
  readonly detail?: string;
  readonly table?: string;
  readonly constraint?: string;
}

type Translate = (error: DriverError) => AppError;

const coded =
  (code: 'storage_full' | 'unavailable' | 'number_out_of_range' | 'invalid_string' | 'payload_too_large'): Translate =>
  (error) =>
    new AppError(code, {}, { cause: error });

/** SQLite names columns in its message: `UNIQUE constraint failed: posts.slug, posts.author`. */
const sqliteUnique: Translate = (error) => {
  const places = (/constraint failed: (.*)$/.exec(error.message)?.[1] ?? '').split(', ').map((place) => place.split('.'));
  const columns = places.flatMap(([, column]) => (column === undefined ? [] : [column]));
  return new ConstraintError(
    'unique_violation',
    { table: columns.length > 0 ? (places[0]?.[0] ?? '') : '', columns, constraint: '' },
    error,
  );
};

const sqliteReference: Translate = (error) => new ConstraintError('reference_violation', { table: '', columns: [], constraint: '' }, error);

/** PostgreSQL names columns in a detail that may be in any language, but always as `(a, b)=(values)`. The values are never passed on. */
const postgresConstraint =
  (code: 'unique_violation' | 'reference_violation'): Translate =>
  (error) => {
    const columns = /\(([^()]*)\)=\(/.exec(error.detail ?? '')?.[1]?.split(', ') ?? [];
    return new ConstraintError(code, { table: error.table ?? '', columns, constraint: error.constraint ?? '' }, error);
  };

const translations: ReadonlyMap<string, Translate> = new Map([
  ['SQLITE_CONSTRAINT_UNIQUE', sqliteUnique],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', sqliteUnique],
  ['SQLITE_CONSTRAINT_ROWID', sqliteUnique],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', sqliteReference],
  ['SQLITE_FULL', coded('storage_full')],
  ['SQLITE_TOOBIG', coded('payload_too_large')],
  ['23505', postgresConstraint('unique_violation')],
  ['23503', postgresConstraint('reference_violation')],
  ['22003', coded('number_out_of_range')],
  ['22001', coded('invalid_string')],
  ['22007', coded('invalid_string')],
  ['22008', coded('invalid_string')],
  ['22021', coded('invalid_string')],
  ['22P02', coded('invalid_string')],
  ['22P05', coded('invalid_string')],
  ['53100', coded('storage_full')],
]);

/** The database cannot be reached, is going down, is locked by somebody else, or gave our transaction up for another one. */
const unavailable = [
  /^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|PROTOCOL|READONLY)/,
  /^08/, // connection exceptions
  /^40/, // rolled back because of another transaction
  /^53/, // insufficient resources
  /^57(014|P0[1-5])/, // cancelled, shutting down, starting up
  /^25P0[34]/, // ended for idling or for lasting too long
  /^55P03/, // lock not available
  /^28/, // the server refuses our name or password
  /^3D000/, // there is no such database
  /^E(CONNREFUSED|CONNRESET|TIMEDOUT|PIPE|NOTFOUND|HOSTUNREACH|NETUNREACH|AI_AGAIN)$/,
];

/** Messages of the PostgreSQL driver that have no code. */
const lostConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/** Translates what a driver threw. Errors that say nothing to a caller, such as a mistake in our SQL, pass as they are. */
export function toDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = codeOf(error);
  if (code === undefined) return lostConnection.test(error.message) ? new AppError('unavailable', {}, { cause: error }) : error;
  const found = translations.get(code) ?? (isOverflow(code, error.message) ? coded('number_out_of_range') : undefined);
  if (found) return found(error as DriverError);
  return unavailable.some((pattern) => pattern.test(code)) ? new AppError('unavailable', {}, { cause: error }) : error;
}

/** Whether another process holds SQLite's write lock at the moment. */
export function isBusy(error: unknown): boolean {
  return codeOf(error)?.startsWith('SQLITE_BUSY') ?? false;
}

/** Whether PostgreSQL gave the transaction up for another one, so that it may succeed if it is run again. Takes translated errors too. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error instanceof AppError ? error.cause : error);
  return code === '40001' || code === '40P01';
}

/** Whether the connection can no longer be used. Takes translated errors too. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof AppError) || error.code !== 'unavailable') return false;
  const code = codeOf(error.cause);
  return code === undefined || /^(08|57P|25P0[34]|E[A-Z])/.test(code);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** In SQLite a sum overflows with an error; an increment becomes a real, which an integer column of a strict table refuses. */
function isOverflow(code: string, message: string): boolean {
  return (
    (code === 'SQLITE_ERROR' && message === 'integer overflow') ||
    (code === 'SQLITE_CONSTRAINT_DATATYPE' && message.includes('REAL value in INTEGER column'))
  );
}
