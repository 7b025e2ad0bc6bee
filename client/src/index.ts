/** The client of a config's collections. */
export type Client<C> = { readonly config?: C };

/** Placeholder until the client is written. */
export function createClient<C>(_options: { readonly url: string; readonly fetch?: unknown }): Client<C> {
  return {};
}
