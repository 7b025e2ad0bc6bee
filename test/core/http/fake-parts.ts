import type { FastifyPluginAsync } from 'fastify';
import { anonymous, type Caller } from '../../../core/caller.ts';
import { compileCollections } from '../../../core/collections/compile-collections.ts';
import { AppError } from '../../../core/errors.ts';
import { createServer } from '../../../core/http/create-server.ts';
import type { HttpSettings, RpcFunction, ServerParts } from '../../../core/http/server-parts.ts';
import type { Records } from '../../../core/records/records.ts';
import { integer, relation, reverse, secret, select, text } from '../collections/factories.ts';

/** One call of a verb, as it reached `Records`. */
export type Call = readonly [verb: string, ...values: unknown[]];

const collections = compileCollections(
  {
    users: { auth: true, fields: { name: text({ max: 80 } as never), posts: reverse('posts', 'author' as never) }, access: { read: true } },
    posts: {
      fields: {
        title: text({ required: true, max: 200 } as never),
        status: select(['draft', 'published'], { default: 'draft' } as never),
        views: integer({ default: 0, access: { write: false } } as never),
        author: relation('users', { required: true } as never),
        readers: relation('users', { many: true } as never),
        pin: secret(),
        note: text({ hidden: true } as never),
        score: integer({ access: { read: false } } as never),
      },
      access: { read: true },
    },
    places: { id: 'text', fields: { name: text() }, access: { read: true } },
  },
  [{ plugin: 'jobs', collections: { _jobs: { fields: { name: text() } } } }],
).collections;

const row = { id: 'p1', title: 'Hello', version: 3 };

/** Verbs that only say what they were asked. The real ones have tests of their own. */
function fakeRecords(calls: Call[]): Records {
  const noted = <T>(answer: T, ...call: Call): T => {
    calls.push(call);
    return answer;
  };
  const records: Records = {
    list: async (...values) => noted({ items: [row], next: null }, 'list', ...values),
    get: async (collection, id, query) => {
      calls.push(['get', collection, id, query]);
      if (id !== 'p1') throw new AppError('not_found');
      return query?.fields ? { id: 'p1', version: 3 } : { ...row };
    },
    create: async (collection, data) => noted({ ...data, id: 'a b/c', version: 1 }, 'create', collection, data),
    update: async (...values) => noted({ ...row, version: 4 }, 'update', ...values),
    put: async (collection, id, ...rest) =>
      noted({ row: { ...rest[0], id, version: 1 }, created: id !== 'p1' }, 'put', collection, id, ...rest),
    delete: async (...values) => noted(undefined, 'delete', ...values),
    restore: async (...values) => noted({ ...row, version: 4 }, 'restore', ...values),
    updateMany: async () => ({ count: 0 }),
    deleteMany: async () => ({ count: 0 }),
    aggregate: async (...values) => noted([{ key: {}, count: 1 }], 'aggregate', ...values),
    history: () => Promise.resolve({ items: [], next: null }),
    restoreRevision: () => Promise.reject(new Error('not used')),
    transaction: (work) => noted(work, 'transaction')(records),
  };
  return records;
}

const settings: HttpSettings = {
  cors: [],
  trustProxy: false,
  bodyLimit: 1_048_576,
  batchLimit: 100,
  development: false,
  logLevel: 'silent',
  title: 'Test',
};

interface Changes {
  readonly settings?: Partial<HttpSettings>;
  readonly functions?: readonly RpcFunction[];
  readonly routes?: FastifyPluginAsync;
  readonly parts?: Partial<ServerParts>;
}

/** A real server over fake verbs. `calls` is what reached the verbs; `callers` who asked. */
export async function startServer(changes: Changes = {}) {
  const calls: Call[] = [];
  const callers: Caller[] = [];
  const app = await createServer({
    settings: { ...settings, ...changes.settings },
    collections,
    recordsAs: (caller) => {
      callers.push(caller);
      return fakeRecords(calls);
    },
    recordView: async (caller, _collection, rows) => (caller.admin ? [...rows] : rows.map(({ id }) => ({ id }))),
    idempotency: { run: async (_request, work) => ({ answer: (await work()).answer, replayed: false }) },
    identify: [],
    functions: new Map((changes.functions ?? []).map((one) => [one.name, one])),
    routes: changes.routes ? [{ plugin: changes.routes, prefix: '' }] : [],
    ready: () => Promise.resolve(),
    ...changes.parts,
  });
  return { app, calls, callers, [Symbol.asyncDispose]: () => app.close() };
}

export const ann: Caller = { ...anonymous, id: 'ann', collection: 'users' };
