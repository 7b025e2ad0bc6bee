import { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../errors.ts';
import { endGently, stopReading } from './end-gently.ts';
import { problemType, toProblem } from './problem.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { toAppError } from './to-app-error.ts';

/** Bytes. */
const smallRest = 65_536;

/** Answers whatever a request ended in. The only place where error answers are made. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toAppError(thrown);
  log(error, thrown, request);
  for (const [name, value] of Object.entries(error.details.headers ?? {})) reply.header(name, value);
  if (error.status === 401 && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', 'Bearer');
  if (hasMuchToSend(request)) refuseRest(request, reply);
  reply.removeHeader('content-length');
  reply
    .code(error.status)
    .header('content-type', problemType)
    .send(JSON.stringify(toProblem(error, request.id)));
}

/** Says that the rest of a body will not be read: the client must not wait to send it, and must get the answer even while it sends. */
function refuseRest(request: FastifyRequest, reply: FastifyReply): void {
  const { socket } = request.raw;
  reply.header('connection', 'close');
  // A request that is made within the process comes by no connection.
  if (!(socket instanceof Socket)) return;
  stopReading(socket);
  // What Node calls after the last answer of a connection.
  socket.destroySoon = () => endGently(socket);
}

/** Whether more of the body is to come than is worth waiting for. Node reads a small rest by itself, and the connection can stay. */
function hasMuchToSend({ raw, headers }: FastifyRequest): boolean {
  if (raw.complete) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > smallRest;
}

/** The same for requests that were refused before any hook could run. */
export function answerUnrouted(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  setSecurityHeaders(request, reply);
  answerError(thrown, request, reply);
}

function log(error: AppError, thrown: unknown, request: FastifyRequest): void {
  if (error.status >= 500)
    request.log.error({ err: error.code === 'internal' ? thrown : error, code: error.code, req: request }, error.message);
  else request.log.debug({ code: error.code, req: request }, error.message);
}
