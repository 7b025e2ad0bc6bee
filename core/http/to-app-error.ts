import type { ErrorCode } from '@plinth/client/types';
import type { FastifyError } from 'fastify';
import { AppError } from '../errors.ts';
import { parameterProblem, type SchemaMistake, validationProblem } from './validation-problem.ts';

/** What Fastify's own refusals mean in our codes. */
const fastifyCodes: Readonly<Record<string, ErrorCode | 'malformed_request'>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_BAD_URL: 'bad_url',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_NOT_FOUND: 'not_found',
};

/** Turns whatever was thrown into a coded error. What nobody foresaw is `internal`, with the cause for the log. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isFastifyError(thrown)) {
    if (thrown.validation) return schemaProblem(thrown.validation as readonly SchemaMistake[], thrown.validationContext ?? 'body');
    const code = fastifyCodes[thrown.code];
    if (code) return new AppError(code, {}, { cause: thrown });
    // The sender went away in the middle of the body; nobody reads the answer.
    if (thrown.code === 'ECONNRESET' && thrown.statusCode === 400) return new AppError('malformed_request', {}, { cause: thrown });
  }
  return new AppError('internal', {}, { cause: thrown });
}

function schemaProblem(mistakes: readonly SchemaMistake[], context: string): AppError {
  return context === 'body' ? validationProblem(mistakes) : parameterProblem(mistakes, context);
}

function isFastifyError(thrown: unknown): thrown is FastifyError {
  return thrown instanceof Error && ('code' in thrown || 'validation' in thrown);
}
