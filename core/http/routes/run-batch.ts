import type { FastifyInstance } from 'fastify';
import type { BatchResult } from '../batch/batch-operation.ts';
import { readOperations } from '../batch/read-operations.ts';
import { References } from '../batch/references.ts';
import { runOperation } from '../batch/run-operation.ts';
import { mutation } from '../mutation.ts';
import { refuseParameters } from '../query/read-parameters.ts';
import type { ServerParts } from '../server-parts.ts';

/** `POST /api/batch`: many writes in one transaction, through the verbs of the caller: all of them happen, or none. */
export function addBatchRoute(app: FastifyInstance, { collections, settings }: Pick<ServerParts, 'collections' | 'settings'>): void {
  app.post('/api/batch', mutation, async (request) => {
    refuseParameters(request.url);
    const operations = readOperations(request.body, settings.batchLimit);
    const results = await request.records.transaction(async (records) => {
      const run = { records, collections, references: new References() };
      const done: BatchResult[] = [];
      for (const [index, operation] of operations.entries()) done.push(await runOperation(run, operation, index));
      return done;
    });
    return { results };
  });
}
