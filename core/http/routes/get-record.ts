import type { RouteHandlerMethod } from 'fastify';
import { entityTag, noneMatch } from '../entity-tag.ts';
import { parseGetQuery } from '../query/parse-get-query.ts';
import type { RecordAddresses } from '../record-addresses.ts';

/** `GET /api/<collection>/<id>`; a plain read carries the ETag and may answer 304. */
export function getRecord(addresses: RecordAddresses): RouteHandlerMethod {
  return async (request, reply) => {
    const { collection, id } = addresses.record(request);
    const query = parseGetQuery(request.url);
    const row = await request.records.get(collection, id, query);
    const tag = query.fields === undefined && query.expand === undefined ? entityTag(row) : undefined;
    if (tag === undefined) return row;
    reply.header('etag', tag);
    const held = request.headers['if-none-match'];
    return held !== undefined && noneMatch(held, tag) ? reply.code(304).send() : row;
  };
}
