import type { Problem } from '@plinth/client/types';
import { type AppError, errorDefinitions } from '../errors.ts';

/** The media type of every error answer. */
export const problemType = 'application/problem+json; charset=utf-8';

/** Where the codes are explained; the fragment is the code. */
export const errorPage = '/api/docs/errors';

/** The body of an error answer. `instance` is the request id. */
export function toProblem(error: AppError, instance: string): Problem {
  const title = errorDefinitions().get(error.code)?.message ?? error.message;
  return {
    ...error.details.data,
    type: `${errorPage}#${error.code}`,
    title,
    status: error.status,
    code: error.code,
    // What went wrong on our side is for the log.
    detail: error.status >= 500 ? title : error.message,
    instance,
    ...(error.details.errors && { errors: error.details.errors }),
  };
}
