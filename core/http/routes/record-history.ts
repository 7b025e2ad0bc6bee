import type { RouteHandlerMethod } from 'fastify';
import { AppError } from '../../errors.ts';
import { invalidParameter } from '../query/invalid-parameter.ts';
import { parseLimit } from '../query/parse-number.ts';
import { readParameters, refuseParameters } from '../query/read-parameters.ts';
import { readIfMatch } from '../read-if-match.ts';
import type { RecordAddresses } from '../record-addresses.ts';
import { answerRow } from './answer-row.ts';

const allowed: ReadonlySet<string> = new Set(['limit', 'before']);
const seqForm = /^[1-9]\d{0,14}$/;

/** `GET /api/<collection>/<id>/history` */
export function recordHistory(addresses: RecordAddresses): RouteHandlerMethod {
  return async (request) => {
    const { collection, id } = addresses.record(request);
    const { values } = readParameters(request.url, allowed);
    const limit = values.get('limit');
    const before = values.get('before');
    if (before !== undefined && !seqForm.test(before)) throw invalidParameter('before', 'the seq of a revision');
    return request.records.history(collection, id, {
      ...(limit !== undefined && { limit: parseLimit(limit) }),
      ...(before !== undefined && { before: Number(before) }),
    });
  };
}

/** `POST /api/<collection>/<id>/history/<seq>/restore` */
export function restoreRevision(addresses: RecordAddresses): RouteHandlerMethod {
  return async (request, reply) => {
    const { collection, id } = addresses.record(request);
    refuseParameters(request.url);
    const { seq } = request.params as { readonly seq: string };
    if (!seqForm.test(seq)) throw new AppError('not_found');
    const version = readIfMatch(request);
    const revision = typeof version === 'number' ? { seq: Number(seq), version } : { seq: Number(seq) };
    return answerRow(reply, await request.records.restoreRevision(collection, id, revision));
  };
}
