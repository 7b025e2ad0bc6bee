/** The settings that a config may hold. Flags and environment variables come before them. */
export interface SettingKeys {
  /** The name of the app, shown in OpenAPI and the console. */
  readonly title?: string | undefined;
  /** `sqlite:path` or `postgres://…`; SQLite in the data folder where it is not given. */
  readonly database?: string | { readonly url: string; readonly poolSize?: number; readonly schema?: string } | undefined;
  /** The only folder that is written to; `./data` by default. */
  readonly data?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** The address under which clients reach the app; links in mails are made from it. */
  readonly publicUrl?: string | undefined;
  /** The master secret, 16 characters or more. Better given as `PLINTH_SECRET`. */
  readonly secret?: string | undefined;
  /** Secrets that are still accepted. */
  readonly previousSecrets?: readonly string[] | undefined;
  /** Origins that may call from a browser; any localhost origin besides, in development. */
  readonly cors?: readonly string[] | undefined;
  /** Which proxies are believed, as in Fastify. */
  readonly trustProxy?: boolean | string | readonly string[] | number | undefined;
  /** Bytes; 1 MiB by default. */
  readonly bodyLimit?: number | undefined;
  /** Operations in one batch; 100 by default. */
  readonly batchLimit?: number | undefined;
  readonly log?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
  readonly development?: boolean | undefined;
  /** SQLite: `full` (default) survives power loss, `relaxed` only a crash of the process. */
  readonly durability?: 'full' | 'relaxed' | undefined;
  /** How long the change log is kept (`'7d'`), and how many changes at most (1,000,000). */
  readonly changes?: { readonly keep?: string | undefined; readonly most?: number | undefined } | undefined;
}
