import type { RouteHandlerMethod } from 'fastify';
import { refuseParameters } from '../query/read-parameters.ts';
import { readIfMatch } from '../read-if-match.ts';
import type { RecordAddresses } from '../record-addresses.ts';

/** `DELETE /api/<collection>/<id>` */
export function deleteRecord(addresses: RecordAddresses): RouteHandlerMethod {
  return async (request, reply) => {
    const { collection, id } = addresses.record(request);
    refuseParameters(request.url);
    const version = readIfMatch(request);
    await request.records.delete(collection, id, typeof version === 'number' ? { version } : {});
    return reply.code(204).send();
  };
}
