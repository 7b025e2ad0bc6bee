/** Which database, from `DATABASE_URL` or the config. */
export type DatabaseSettings =
  | { readonly kind: 'sqlite'; readonly path: string }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly poolSize: number /** Where tables live; `public` by default. */;
      readonly schema: string;
    };

/** Every setting of a running app, from flags, environment and config (in this order of precedence). */
export interface Settings {
  readonly title: string;
  readonly database: DatabaseSettings;
  /** The only folder that is written to. */
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** The address under which clients reach the app; links in mails are made from it. */
  readonly publicUrl: string | undefined;
  /** The master secrets: the present one first, then those still accepted. Undefined: made and kept in the data folder (SQLite only). */
  readonly secrets: readonly string[] | undefined;
  readonly cors: readonly string[];
  readonly trustProxy: boolean | string | readonly string[] | number;
  /** Bytes; 1 MiB by default. */
  readonly bodyLimit: number;
  /** Operations in one batch; 100 by default. */
  readonly batchLimit: number;
  /** `debug`, `info` (default), `warn`, `error`, `silent`. */
  readonly log: string;
  readonly development: boolean;
  /** SQLite: `full` (default) survives power loss, `relaxed` only a crash of the process. */
  readonly durability: 'full' | 'relaxed';
  /** How long the change log is kept: milliseconds (7 days), and how many changes at most (1,000,000). */
  readonly changes: { readonly keep: number; readonly most: number };
}
