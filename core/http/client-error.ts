import { randomUUID } from 'node:crypto';
import { type OutgoingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { AppError } from '../errors.ts';
import { endGently } from './end-gently.ts';
import { problemType, toProblem } from './problem.ts';

const codes: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** A connection, and the answer that is under way on it, as Node's own treatment of such errors looks at it. */
interface Answering extends Socket {
  readonly _httpMessage?: OutgoingMessage | null;
}

/** Answers what was not HTTP enough to become a request, and closes the connection: what follows on it cannot be trusted. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Answering, log: FastifyBaseLogger): void {
  // Every piece that still arrives is an error again.
  if (socket.writableEnded) return;
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy(error);
    return;
  }
  const problem = toProblem(new AppError(codes[error.code ?? ''] ?? 'malformed_request'), randomUUID());
  log.debug({ err: error, reqId: problem.instance }, problem.title);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    'cache-control: private, no-cache',
    'connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  endGently(socket);
}
