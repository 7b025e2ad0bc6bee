/** `@plinth/client`: the typed client, for browsers and Node. It knows the API over HTTP and the shared types, nothing of the server. */
export type { Client, CollectionClient, FunctionClient, Identified, VersionOptions } from './client.ts';
export { createClient } from './create-client.ts';
export { PlinthError } from './plinth-error.ts';
export type { ClientOptions, Fetch, RequestOptions } from './transport.ts';
export type * from './types/index.ts';
