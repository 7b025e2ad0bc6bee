import type { Client } from './client.ts';
import { createCollection } from './create-collection.ts';
import { type ClientOptions, createTransport, type RequestOptions, type Send } from './transport.ts';

/**
 * Makes a client that knows every collection, field and function of a config or a schema, by its type alone.
 *
 * ```ts
 * import { createClient } from '@plinth/client';
 * import type config from './plinth.config.ts';
 *
 * const client = createClient<typeof config>({ url: 'http://127.0.0.1:8090' });
 * ```
 */
export function createClient<T>(options: ClientOptions): Client<T> {
  const send = createTransport(options);
  const rpc = byName((name) => createFunction(send, name));
  return byName((name) => (name === 'rpc' ? rpc : createCollection(send, name))) as Client<T>;
}

function createFunction(send: Send, name: string) {
  return (input: unknown = {}, options?: RequestOptions) => send({ method: 'POST', path: `rpc/${name}`, body: input, ...options });
}

/** An object that makes a member for each name it is asked for, and keeps it. */
function byName(make: (name: string) => unknown): object {
  const made = new Map<string, unknown>();
  return new Proxy(
    {},
    {
      get(target, name) {
        // `await client` asks for `then`, consoles and conversions ask for symbols and for what every object has: none is a collection.
        if (typeof name === 'symbol' || name === 'then' || name in Object.prototype) return Reflect.get(target, name);
        if (!made.has(name)) made.set(name, make(name));
        return made.get(name);
      },
    },
  );
}
