import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { type DestinationStream, pino } from 'pino';
import { redactUrl } from './redact-url.ts';

const secretHeaders = ['authorization', 'cookie', 'set-cookie', 'x-api-key'];
const secretPaths = secretHeaders.flatMap((name) => [`headers["${name}"]`, `*.headers["${name}"]`]);

/** Makes the log of the app: one JSON line per entry, without credentials. To the standard output unless told otherwise. */
export function createLogger(level: string, destination?: DestinationStream): FastifyBaseLogger {
  const options = {
    level,
    redact: { paths: secretPaths, censor: '[redacted]' },
    serializers: { req: request, err: pino.stdSerializers.err },
  };
  return destination ? pino(options, destination) : pino(options);
}

function request({ method, url, ip }: FastifyRequest): object {
  return { method, url: redactUrl(url), ip };
}
