import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../errors.ts';
import { problemType, toProblem } from './problem.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { toAppError } from './to-app-error.ts';

/** Answers whatever a request ended in. The only place where error answers are made. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toAppError(thrown);
  log(error, thrown, request);
  for (const [name, value] of Object.entries(error.details.headers ?? {})) reply.header(name, value);
  if (error.status === 401 && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', 'Bearer');
  // The rest of a body that nobody will read: the client must not wait to send it.
  if (!request.raw.complete) reply.header('connection', 'close');
  reply.removeHeader('content-length');
  reply.code(error.status).header('content-type', problemType).send(JSON.stringify(toProblem(error, request.id)));
}

/** The same for requests that were refused before any hook could run. */
export function answerUnrouted(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  setSecurityHeaders(request, reply);
  answerError(thrown, request, reply);
}

function log(error: AppError, thrown: unknown, request: FastifyRequest): void {
  if (error.status >= 500) request.log.error({ err: error.code === 'internal' ? thrown : error, code: error.code, req: request }, error.message);
  else request.log.debug({ code: error.code, req: request }, error.message);
}
