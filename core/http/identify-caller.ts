import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { ServerParts } from './server-parts.ts';

/** Asks, once per request and before its body is read, who the caller is. The first who knows decides; a thrown `AppError` refuses the request. */
export function identifyCallers(app: FastifyInstance, identify: ServerParts['identify']): void {
  if (identify.length === 0) return;
  app.addHook('onRequest', (request, _reply, done) => {
    let pending: Promise<void> | undefined;
    try {
      refuseTwoCredentials(request);
      pending = ask(request, identify, 0);
    } catch (error) {
      done(error as Error);
      return;
    }
    // A verified token is usually known at once; then nothing waits.
    if (pending === undefined) done();
    else pending.then(() => done(), done);
  });
}

function ask(request: FastifyRequest, identify: ServerParts['identify'], from: number): Promise<void> | undefined {
  for (let index = from; index < identify.length; index++) {
    const found = identify[index]?.(request);
    if (found === undefined) continue;
    if (found instanceof Promise) {
      return found.then((caller) => {
        if (caller === undefined) return ask(request, identify, index + 1);
        request.caller = caller;
        return undefined;
      });
    }
    request.caller = found;
    return undefined;
  }
  return undefined;
}

/** Node keeps the first of two such headers and says nothing; a proxy in front may have believed the second. */
function refuseTwoCredentials(request: FastifyRequest): void {
  if (request.headers.authorization === undefined) return;
  const { rawHeaders } = request.raw;
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === 13 && name.toLowerCase() === 'authorization') count++;
  }
  if (count > 1) throw new AppError('invalid_token');
}
