import type { RouteHandlerMethod } from 'fastify';
import { parseAggregateQuery } from '../query/parse-aggregate-query.ts';
import type { RecordAddresses } from '../record-addresses.ts';

/** `GET /api/<collection>/aggregate` */
export function aggregateRecords(addresses: RecordAddresses): RouteHandlerMethod {
  return async (request) => {
    const collection = addresses.collection(request);
    return { groups: await request.records.aggregate(collection, parseAggregateQuery(request.url)) };
  };
}
