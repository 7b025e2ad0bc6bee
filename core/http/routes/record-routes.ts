import type { FastifyInstance } from 'fastify';
import { mutation } from '../mutation.ts';
import type { RecordAddresses } from '../record-addresses.ts';
import { undocumented } from '../undocumented.ts';
import { aggregateRecords } from './aggregate-records.ts';
import { createRecord } from './create-record.ts';
import { deleteRecord } from './delete-record.ts';
import { getRecord } from './get-record.ts';
import { listRecords } from './list-records.ts';
import { putRecord } from './put-record.ts';
import { recordHistory, restoreRevision } from './record-history.ts';
import { restoreRecord } from './restore-record.ts';
import { updateRecord } from './update-record.ts';

/** The routes of all collections. They are parametric, so that a thousand collections cost nothing at start. */
export function addRecordRoutes(app: FastifyInstance, addresses: RecordAddresses): void {
  app.get('/api/:collection', undocumented, listRecords(addresses));
  app.post('/api/:collection', mutation, createRecord(addresses));
  app.get('/api/:collection/aggregate', undocumented, aggregateRecords(addresses));
  app.get('/api/:collection/:id', undocumented, getRecord(addresses));
  app.patch('/api/:collection/:id', mutation, updateRecord(addresses));
  app.put('/api/:collection/:id', mutation, putRecord(addresses));
  app.delete('/api/:collection/:id', mutation, deleteRecord(addresses));
  app.post('/api/:collection/:id/restore', mutation, restoreRecord(addresses));
  app.get('/api/:collection/:id/history', undocumented, recordHistory(addresses));
  app.post('/api/:collection/:id/history/:seq/restore', mutation, restoreRevision(addresses));
}
