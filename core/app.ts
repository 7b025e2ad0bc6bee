import { randomUUID } from 'node:crypto';
import { createAccess } from './access/create-access.ts';
import { authorizeFunction } from './access/authorize-function.ts';
import { createGuard } from './access/guard.ts';
import type { Caller } from './caller.ts';
import { followChanges } from './changes/follow-changes.ts';
import { trimChanges } from './changes/trim-changes.ts';
import { pickVariables, type RawEnvironment, readEnvironment } from './config/environment.ts';
import { resolveConfig } from './config/resolve-config.ts';
import type { FunctionDeclaration, ResolvedConfig } from './config/resolved-config.ts';
import { secretKeys } from './config/secret-keys.ts';
import type { Settings } from './config/settings.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { type Chore, startHousekeeping } from './housekeeping.ts';
import { createLogger } from './http/create-logger.ts';
import { createServer } from './http/create-server.ts';
import type { RpcFunction } from './http/server-parts.ts';
import { bringUpToDate } from './migrate/bring-up-to-date.ts';
import type { MigrationPlan } from './migrate/migration-plan.ts';
import type { Logger } from './plugin/plugin.ts';
import { type Contributions, setUpPlugins } from './plugin/plugin-host.ts';
import { createEngine } from './records/create-engine.ts';
import { Idempotency } from './records/idempotency.ts';
import type { Records } from './records/records.ts';
import { recordsWith } from './records/records-with.ts';
import { viewRows } from './records/view-rows.ts';

/** How an app is made; what is given here wins over environment and config. */
export interface AppOptions {
  readonly data?: string;
  readonly host?: string;
  readonly port?: number;
  readonly log?: string;
  /** `sqlite:<path>` or `postgres://…`. */
  readonly database?: string;
  readonly development?: boolean;
  /** Brings the database up to date; false (the default) refuses to serve on one that is behind. */
  readonly migrate?: boolean;
  /** The process's own by default. */
  readonly environment?: RawEnvironment;
  /** The clock, for tests. */
  readonly now?: () => Date;
}

/** A running app: the verbs, the server, and the way to end it. */
export interface App {
  readonly settings: Settings;
  /** The schema steps that were taken at the start; empty where the database was up to date. */
  readonly migrated: MigrationPlan;
  /** The verbs as the system: no rules. */
  readonly records: Records;
  /** The verbs with a caller's rules, for one request. */
  recordsAs(caller: Caller): Records;
  /** The HTTP server, for `inject` and for listening otherwise. */
  readonly server: Awaited<ReturnType<typeof createServer>>;
  /** Starts plugins and listens; answers the address. */
  listen(): Promise<string>;
  /** Finishes running requests, stops plugins, closes the database. */
  close(): Promise<void>;
}

/**
 * Makes an app of a config: the one place that knows every room. Reads like the drawing in ARCHITECTURE.md, from the database outwards.
 * Throws `ConfigError` with all mistakes of the config, and `DatabaseBehindError` where the database is behind and may not be migrated.
 */
export async function createApp(config: object, options: AppOptions = {}): Promise<App> {
  const { migrate = false, environment = readEnvironment(), now, ...flags } = options;
  const resolved = resolveConfig({ config, environment, flags });
  const { settings } = resolved;
  const keys = await secretKeys(settings);
  const log = createLogger(settings.log);
  const database = await openDatabase({ ...settings.database, durability: settings.durability, log });
  try {
    const migrated = await bringUpToDate(database, resolved.collections, { apply: migrate });
    const access = createAccess(resolved.collections);
    const engine = createEngine({
      collections: resolved.collections,
      database,
      system: access.systemScope,
      hooks: resolved.plugins.flatMap((plugin) => (plugin.hooks ? [plugin.hooks] : [])),
      keys: { cursor: keys.deriveKey('cursor'), secret: keys.deriveKey('secret-field') },
      log,
      ...(now ? { now } : {}),
    });
    const guard = createGuard({ access, recordsWith: (scope) => recordsWith(engine, scope) });
    const moment = () => engine.now().toISOString();
    const recordsAs = (caller: Caller, requestId?: string) => guard.recordsAs(caller, { now: moment(), requestId });
    const changes = followChanges({
      database,
      planner: engine.planner,
      log: engine.changes,
      holder: randomUUID(),
      failed: (error) => log.error({ err: error }, 'a reader of the change log failed'),
    });
    const contributions = await setUpPlugins(resolved.plugins, {
      config: resolved.written,
      log,
      records: guard.system,
      recordsAs,
      changes,
      environmentOf: (plugin) => pickVariables(environment, plugin.environment),
    });
    const server = await createServer({
      settings: httpSettings(settings),
      logger: log,
      collections: resolved.collections,
      recordsAs,
      recordView: (caller, collection, rows) => viewRows(engine, access.scopeFor(caller, { now: moment() }), { collection, rows }),
      idempotency: new Idempotency(engine),
      identify: contributions.identify,
      functions: rpcFunctions(resolved, moment),
      routes: [...contributions.routes, ...(resolved.routes ? [{ plugin: resolved.routes, prefix: '' }] : [])],
      ready: () => database.ping(),
    });
    const chores = [
      {
        name: 'trim the change log',
        run: () =>
          trimChanges({
            ...engine,
            log: engine.changes,
            retention: settings.changes,
            late: (details) => log.warn(details, 'a reader of the change log is far behind; nothing that it has not read is taken away'),
          }),
      },
    ];
    return {
      settings,
      migrated,
      records: guard.system,
      recordsAs,
      server,
      ...lifecycle({ settings, server, database, contributions, changes, chores, log }),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

interface Running {
  readonly settings: Settings;
  readonly server: App['server'];
  readonly database: Database;
  readonly contributions: Contributions;
  readonly changes: { stop(): Promise<void> };
  readonly chores: readonly Chore[];
  readonly log: Logger;
}

function lifecycle({ settings, server, database, contributions, changes, chores, log }: Running): Pick<App, 'listen' | 'close'> {
  let closing: Promise<void> | undefined;
  let stopChores = async (): Promise<void> => {};
  return {
    listen: async () => {
      for (const run of contributions.onStart) await run();
      stopChores = startHousekeeping(chores, log);
      return server.listen({ host: settings.host, port: settings.port });
    },
    close: () => {
      closing ??= (async () => {
        await server.close();
        for (const run of contributions.onStop) await run();
        await stopChores();
        await changes.stop();
        await database.close();
      })();
      return closing;
    },
  };
}

function httpSettings(settings: Settings) {
  const { cors, trustProxy, bodyLimit, batchLimit, development, log, title } = settings;
  return { cors, trustProxy, bodyLimit, batchLimit, development, logLevel: log, title };
}

function rpcFunctions({ functions }: ResolvedConfig, moment: () => string): ReadonlyMap<string, RpcFunction> {
  return new Map([...functions].map(([name, declared]) => [name, rpcFunction(declared, moment)]));
}

function rpcFunction(declared: FunctionDeclaration, moment: () => string): RpcFunction {
  const { name, input, output } = declared;
  return {
    name,
    input,
    output,
    authorize: (caller) => authorizeFunction(declared, caller, moment()),
    run: async (context) => declared.run(context as never),
  };
}
