import type { RouteHandlerMethod } from 'fastify';
import { refuseParameters } from '../query/read-parameters.ts';
import type { RecordAddresses } from '../record-addresses.ts';
import { requireObject } from '../require-object.ts';
import { answerCreated } from './answer-row.ts';

/** `POST /api/<collection>` */
export function createRecord(addresses: RecordAddresses): RouteHandlerMethod {
  return async (request, reply) => {
    const collection = addresses.collection(request);
    refuseParameters(request.url);
    return answerCreated(reply, collection, await request.records.create(collection, requireObject(request.body)));
  };
}
