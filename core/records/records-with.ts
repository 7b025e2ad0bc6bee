import { aggregate } from './aggregate.ts';
import { deleteMany, updateMany } from './change-many.ts';
import { create } from './create.ts';
import { deleteOne } from './delete.ts';
import type { Engine } from './engine.ts';
import { get } from './get.ts';
import { history } from './history.ts';
import { list } from './list.ts';
import { put } from './put.ts';
import type { Records } from './records.ts';
import { restore } from './restore.ts';
import { restoreRevision } from './restore-revision.ts';
import type { Scope } from './scope.ts';
import { update } from './update.ts';

/**
 * The records room: what happens when a record is listed, read, created, updated, deleted?
 * It may know scopes (a caller's rules as data), plans and the database. It must not know HTTP, nor what a rule is.
 */
export function recordsWith(engine: Engine, scope: Scope): Records {
  const records: Records = {
    list: (collection, query = {}) => list(engine, scope, { collection, query }),
    get: (collection, id, query = {}) => get(engine, scope, { collection, id, query }),
    create: (collection, data) => create(engine, scope, { collection, data }),
    update: (collection, id, change) => update(engine, scope, { collection, id, change }),
    // biome-ignore lint/complexity/useMaxParams: the design's put(collection, id, data), and which version is meant
    put: async (collection, id, data, only = {}) => put(engine, scope, { collection, id, data, version: only.version }),
    delete: (collection, id, only = {}) => deleteOne(engine, scope, { collection, id, only }),
    restore: (collection, id, only = {}) => restore(engine, scope, { collection, id, ...only }),
    updateMany: (collection, where, data) => updateMany(engine, scope, { collection, where, data }),
    deleteMany: (collection, where) => deleteMany(engine, scope, { collection, where }),
    aggregate: (collection, query = {}) => aggregate(engine, scope, { collection, query }),
    history: (collection, id, query = {}) => history(engine, scope, { collection, id, query }),
    restoreRevision: (collection, id, revision) => restoreRevision(engine, scope, { collection, id, ...revision }),
    transaction: (work) => engine.database.transaction(() => work(records)),
  };
  return records;
}
