import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';
import { parseJson } from './json/parse-json.ts';

/** Makes JSON the only body that is read, through the JSON edge. Routes of plugins may add types within their own scope. */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // Many clients name a type with every request, body or none; only a DELETE has no use for one.
    if (body.length === 0 && request.method === 'DELETE') done(null, undefined);
    else finish(body as Buffer, done);
  });
  app.addContentTypeParser('application/merge-patch+json', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.method === 'PATCH') finish(body as Buffer, done);
    else done(new AppError('unsupported_media_type'), undefined);
  });
}

function finish(body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, value);
}
