import type { RouteHandlerMethod } from 'fastify';
import { refuseParameters } from '../query/read-parameters.ts';
import { readIfMatch } from '../read-if-match.ts';
import type { RecordAddresses } from '../record-addresses.ts';
import { requireObject } from '../require-object.ts';
import { answerRow } from './answer-row.ts';

/** `PATCH /api/<collection>/<id>`: merges the top level of the body into the record. */
export function updateRecord(addresses: RecordAddresses): RouteHandlerMethod {
  return async (request, reply) => {
    const { collection, id } = addresses.record(request);
    refuseParameters(request.url);
    const version = readIfMatch(request);
    const data = requireObject(request.body);
    return answerRow(reply, await request.records.update(collection, id, typeof version === 'number' ? { data, version } : { data }));
  };
}
