import type { CollectionClient, Identified, VersionOptions } from './client.ts';
import { type AnyQuery, encodeQuery } from './encode-query.ts';
import type { RequestOptions, Send } from './transport.ts';
import type { Page, Schema } from './types/index.ts';

type Id = string | number;
type Data = Readonly<Record<string, unknown>>;

/**
 * The verbs of one collection, untyped: what the types promise is decided where the client is named.
 * All of them are async functions, so that a mistake in the arguments is a rejection like any other.
 */
export function createCollection(send: Send, name: string): CollectionClient<Schema, string> {
  const list = async (query?: AnyQuery, options?: RequestOptions) => send({ method: 'GET', path: name + encodeQuery(query), ...options });
  const verbs = {
    list,
    async *all(query?: AnyQuery, options?: RequestOptions) {
      let cursor: string | null | undefined;
      do {
        const page = (await list({ ...query, ...(cursor && { cursor }) }, options)) as Page<unknown>;
        yield* page.items;
        cursor = page.next;
      } while (cursor);
    },
    get: async (id: Id, query?: AnyQuery, options?: RequestOptions) =>
      send({ method: 'GET', path: pathOf(name, id) + encodeQuery(query), ...options }),
    create: async (data: Data, options?: RequestOptions) => send({ method: 'POST', path: name, body: data, ...options }),
    update: async (record: Identified<Id>, data: Data, options?: VersionOptions) =>
      send({ method: 'PATCH', path: pathOf(name, record), body: data, ...options }),
    put: async (record: Identified<Id>, data: Data, options?: VersionOptions) =>
      send({ method: 'PUT', path: pathOf(name, record), body: data, ...options }),
    delete: async (record: Identified<Id>, options?: VersionOptions) => send({ method: 'DELETE', path: pathOf(name, record), ...options }),
    restore: async (record: Identified<Id>, options?: VersionOptions) =>
      send({ method: 'POST', path: `${pathOf(name, record)}/restore`, ...options }),
    async aggregate(query: AnyQuery, options?: RequestOptions) {
      const answer = (await send({ method: 'GET', path: `${name}/aggregate${encodeQuery(query)}`, ...options })) as { groups: unknown };
      return answer.groups;
    },
  };
  return verbs as unknown as CollectionClient<Schema, string>;
}

/** Throws a TypeError for an id that is none: `/posts/` would be another address. */
function pathOf(name: string, record: Identified<Id>): string {
  const id = typeof record === 'object' && record !== null ? record.id : record;
  if ((typeof id !== 'string' && typeof id !== 'number') || id === '')
    throw new TypeError(`A record of "${name}" is named by its id, not by ${JSON.stringify(id)}.`);
  return `${name}/${encodeURIComponent(id)}`;
}
