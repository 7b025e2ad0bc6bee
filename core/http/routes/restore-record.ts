import type { RouteHandlerMethod } from 'fastify';
import { refuseParameters } from '../query/read-parameters.ts';
import { readIfMatch } from '../read-if-match.ts';
import type { RecordAddresses } from '../record-addresses.ts';
import { answerRow } from './answer-row.ts';

/** `POST /api/<collection>/<id>/restore`: brings a record back from the trash. */
export function restoreRecord(addresses: RecordAddresses): RouteHandlerMethod {
  return async (request, reply) => {
    const { collection, id } = addresses.record(request);
    refuseParameters(request.url);
    const version = readIfMatch(request);
    return answerRow(reply, await request.records.restore(collection, id, typeof version === 'number' ? { version } : {}));
  };
}
