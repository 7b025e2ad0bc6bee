import { PlinthError } from './plinth-error.ts';
import type { Problem } from './types/index.ts';

/** The part of `fetch` that the client needs. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where the server is and how to reach it. */
export interface ClientOptions {
  /** The address of the server, without `/api`. */
  readonly url: string;
  /** In place of the global `fetch`. */
  readonly fetch?: Fetch;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who is asking: a token, or a function that is asked for one before each request. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>);
}

/** What one request may say beyond its data. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** One request to the API. */
export interface Call extends RequestOptions {
  readonly method: string;
  /** Below `/api/`, encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as `If-Match`. */
  readonly version?: number | undefined;
}

/** Sends one request. Answers the parsed body, undefined for 204; throws `PlinthError`. */
export type Send = (call: Call) => Promise<unknown>;

/** Makes the one function through which everything of a client goes. */
export function createTransport(options: ClientOptions): Send {
  const base = options.url.replace(/\/+$/, '');
  const request: Fetch = options.fetch ?? ((url, init) => fetch(url, init));
  return async ({ method, path, body, version, signal, headers }) => {
    const token = typeof options.token === 'function' ? await options.token() : options.token;
    const response = await request(`${base}/api/${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(version !== undefined && { 'if-match': `"${version}"` }),
        ...options.headers,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (!response.ok) throw new PlinthError(response.status, await readProblem(response));
    return response.status === 204 ? undefined : response.json();
  };
}

async function readProblem(response: Response): Promise<Problem | undefined> {
  if (!response.headers.get('content-type')?.includes('json')) return undefined;
  const body: unknown = await response.json().catch(() => undefined);
  return typeof body === 'object' && body !== null && 'code' in body ? (body as Problem) : undefined;
}
