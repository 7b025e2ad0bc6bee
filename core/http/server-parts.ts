// Lets the schemas of authors' routes say `summary`, `tags` and `hide`; `preserve` keeps it in what they compile against.
/// <reference types="@fastify/swagger" preserve="true" />
import type { FastifyBaseLogger, FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import type { Collections } from '../collections/collection.ts';
import type { JsonSchema } from '../collections/field-type.ts';
import type { Idempotency } from '../records/idempotency.ts';
import type { Records } from '../records/records.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes an `Idempotency-Key`: with one, its handler runs in one transaction with the keeping of its answer. */
    readonly idempotent?: boolean;
    /** The answer holds credentials: of an idempotent route only the key is kept, and a replay is a `conflict`. */
    readonly credentials?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; anonymous where nobody knew. */
    caller: Caller;
    /** The guarded verbs, as the caller. */
    readonly records: Records;
  }
  interface FastifyReply {
    /** Applies the caller's field rules to rows of a collection that were fetched otherwise. Answers them; it does not send. */
    records(collection: string, rows: readonly Record<string, unknown>[]): Promise<Record<string, unknown>[]>;
  }
}

/** A typed call at `POST /api/rpc/<name>`, compiled from the config. */
export interface RpcFunction {
  readonly name: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  /** Throws `unauthorized` or `forbidden` unless the caller may call it. */
  authorize(caller: Caller): Promise<void>;
  run(context: {
    readonly input: unknown;
    readonly caller: Caller;
    readonly records: Records;
    readonly signal: AbortSignal;
  }): Promise<unknown>;
}

export interface HttpSettings {
  /** Origins that may call from a browser; any localhost origin besides, in development. */
  readonly cors: readonly string[];
  /** As in Fastify: which proxies are believed. */
  readonly trustProxy: boolean | string | readonly string[] | number;
  /** Bytes; 1 MiB by default. */
  readonly bodyLimit: number;
  /** Operations in one batch; 100 by default. */
  readonly batchLimit: number;
  readonly development: boolean;
  /** `silent` in tests. */
  readonly logLevel: string;
  /** The name of the app, shown in OpenAPI. */
  readonly title: string;
}

/** What the HTTP room is made of; `app.ts` puts it together. */
export interface ServerParts {
  readonly settings: HttpSettings;
  /** Where the server logs, as made by `createLogger`; one of its own by default. */
  readonly logger?: FastifyBaseLogger;
  readonly collections: Collections;
  /** Guarded verbs for a caller. */
  recordsAs(caller: Caller, requestId?: string): Records;
  /** Applies the field rules of a collection to rows that were fetched otherwise. */
  recordView(caller: Caller, collection: string, rows: readonly Record<string, unknown>[]): Promise<Record<string, unknown>[]>;
  /** Does what an `Idempotency-Key` stands for once. */
  readonly idempotency: Pick<Idempotency, 'run'>;
  /** Asked in order until one knows the caller. */
  readonly identify: readonly ((request: FastifyRequest) => Caller | undefined | Promise<Caller | undefined>)[];
  readonly functions: ReadonlyMap<string, RpcFunction>;
  /** Routes of plugins, and of the config. */
  readonly routes: readonly { readonly plugin: FastifyPluginAsync; readonly prefix: string }[];
  /** Throws unless the app can serve (database reachable, migrations applied). */
  ready(): Promise<void>;
}
