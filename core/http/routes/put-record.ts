import type { RouteHandlerMethod } from 'fastify';
import { AppError } from '../../errors.ts';
import type { Put, Records } from '../../records/records.ts';
import { refuseParameters } from '../query/read-parameters.ts';
import { readIfMatch } from '../read-if-match.ts';
import type { RecordAddresses } from '../record-addresses.ts';
import { requireObject } from '../require-object.ts';
import { answerCreated, answerRow } from './answer-row.ts';

interface Replacement {
  readonly collection: string;
  readonly id: string | number;
  readonly data: Record<string, unknown>;
}

/** `PUT /api/<collection>/<id>`: creates the record, or replaces every writable field of the one that is there. */
export function putRecord(addresses: RecordAddresses): RouteHandlerMethod {
  return async (request, reply) => {
    const { collection, id } = addresses.record(request);
    refuseParameters(request.url);
    const version = readIfMatch(request);
    const replacement = { collection, id, data: requireObject(request.body) };
    const { row, created } = await putVersion(request.records, replacement, version);
    return created ? answerCreated(reply, collection, row) : answerRow(reply, row);
  };
}

function putVersion(records: Records, { collection, id, data }: Replacement, version: number | '*' | undefined): Promise<Put> {
  if (version !== '*') return records.put(collection, id, data, version === undefined ? {} : { version });
  return records.transaction(async (inside) => {
    const put = await inside.put(collection, id, data);
    // Any version will do, but there must have been one; throwing undoes the creation.
    if (put.created) throw new AppError('precondition_failed');
    return put;
  });
}
