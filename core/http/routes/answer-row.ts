import type { FastifyReply } from 'fastify';
import type { Row } from '../../records/row.ts';
import { entityTag } from '../entity-tag.ts';

/** Answers a record that was just written, with its ETag. */
export function answerRow(reply: FastifyReply, row: Row): Row {
  const tag = entityTag(row);
  if (tag !== undefined) reply.header('etag', tag);
  return row;
}

/** Answers a record that did not exist before: 201 and where it is. */
export function answerCreated(reply: FastifyReply, collection: string, row: Row): Row {
  reply.code(201).header('location', `/api/${collection}/${encodeURIComponent(String(row.id))}`);
  return answerRow(reply, row);
}
