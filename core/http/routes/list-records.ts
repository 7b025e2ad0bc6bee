import type { RouteHandlerMethod } from 'fastify';
import { parseListQuery } from '../query/parse-list-query.ts';
import type { RecordAddresses } from '../record-addresses.ts';

/** `GET /api/<collection>` */
export function listRecords(addresses: RecordAddresses): RouteHandlerMethod {
  return (request) => {
    const collection = addresses.collection(request);
    return request.records.list(collection, parseListQuery(request.url));
  };
}
