import { randomUUID } from 'node:crypto';
import { authorizeFunction } from './access/authorize-function.ts';
import { createAccess } from './access/create-access.ts';
import { createGuard } from './access/guard.ts';
import { loadBatteries } from './app-batteries.ts';
import { appChores } from './app-chores.ts';
import { type Lifecycle, lifecycle } from './app-lifecycle.ts';
import type { Caller } from './caller.ts';
import { followChanges } from './changes/follow-changes.ts';
import { pickVariables, type RawEnvironment, readEnvironment } from './config/environment.ts';
import { resolveConfig } from './config/resolve-config.ts';
import type { ResolvedConfig } from './config/resolved-config.ts';
import { type SecretKeys, secretKeys } from './config/secret-keys.ts';
import type { Settings } from './config/settings.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { createLogger } from './http/create-logger.ts';
import { createServer } from './http/create-server.ts';
import type { RpcFunction } from './http/server-parts.ts';
import { bringUpToDate } from './migrate/bring-up-to-date.ts';
import type { MigrationPlan } from './migrate/migration-plan.ts';
import type { HostSettings, PluginCommand } from './plugin/plugin.ts';
import { setUpPlugins } from './plugin/plugin-host.ts';
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
export interface App extends Lifecycle {
  readonly settings: Settings;
  /** The schema steps that were taken at the start; empty where the database was up to date. */
  readonly migrated: MigrationPlan;
  /** The verbs as the system: no rules. */
  readonly records: Records;
  /** The verbs with a caller's rules, for one request. */
  recordsAs(caller: Caller): Records;
  /** What plugins add to the command line. */
  readonly commands: readonly PluginCommand[];
  /** The HTTP server, for `inject` and for listening otherwise. */
  readonly server: Awaited<ReturnType<typeof createServer>>;
}

/**
 * Makes an app of a config: the one place that knows every room. Reads like the drawing in ARCHITECTURE.md, from the database outwards.
 * Throws `ConfigError` with all mistakes of the config, and `DatabaseBehindError` where the database is behind and may not be migrated.
 */
export async function createApp(config: object, options: AppOptions = {}): Promise<App> {
  const { migrate = false, environment = readEnvironment(), now = () => new Date(), ...flags } = options;
  const resolved = resolveConfig({ config, environment, flags, batteries: await loadBatteries() });
  const { settings } = resolved;
  const keys = await secretKeys(settings);
  const log = createLogger(settings.log);
  const database = await openDatabase({ ...settings.database, durability: settings.durability, log });
  try {
    const migrated = await bringUpToDate(database, resolved.collections, { apply: migrate });
    return { migrated, ...(await putTogether({ resolved, keys, log, database, environment, now })) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

interface Foundation {
  readonly resolved: ResolvedConfig;
  readonly keys: SecretKeys;
  readonly log: Log;
  readonly database: Database;
  readonly environment: RawEnvironment;
  now(): Date;
}

/** The walk through the rooms: records on the database, the guard before them, plugins and HTTP around. */
async function putTogether({ resolved, keys, log, database, environment, now }: Foundation): Promise<Omit<App, 'migrated'>> {
  const { settings, collections, plugins } = resolved;
  const access = createAccess(collections);
  const engine = createEngine({
    collections,
    database,
    system: access.systemScope,
    hooks: plugins.flatMap((plugin) => (plugin.hooks ? [plugin.hooks] : [])),
    keys: { cursor: keys.deriveKey('cursor'), secret: keys.deriveKey('secret-field') },
    log,
    now,
  });
  const guard = createGuard({ access, recordsWith: (scope) => recordsWith(engine, scope) });
  const request = (requestId?: string) => ({ now: now().toISOString(), requestId });
  const recordsAs = (caller: Caller, requestId?: string) => guard.recordsAs(caller, request(requestId));
  const failed = (error: unknown) => log.error({ err: error }, 'a reader of the change log failed');
  const changes = followChanges({ database, planner: engine.planner, log: engine.changes, holder: randomUUID(), failed });
  const contributions = await setUpPlugins(plugins, {
    config: resolved.written,
    log,
    settings: hostSettings(settings),
    collections,
    now,
    deriveKey: (purpose) => keys.deriveKey(purpose),
    joinHooks: (collection, hooks) => engine.hooks.join(collection, hooks),
    records: guard.system,
    recordsAs,
    changes,
    environmentOf: (plugin) => pickVariables(environment, plugin.environment),
  });
  const server = await createServer({
    settings: { ...settings, logLevel: settings.log },
    logger: log,
    collections,
    recordsAs,
    recordView: (caller, collection, rows) => viewRows(engine, access.scopeFor(caller, request()), { collection, rows }),
    idempotency: new Idempotency(engine),
    identify: contributions.identify,
    functions: rpcFunctions(resolved.functions, now),
    routes: [...contributions.routes, ...(resolved.routes ? [{ plugin: resolved.routes, prefix: '' }] : [])],
    ready: () => database.ping(),
  });
  const chores = appChores({ engine, settings, log });
  return {
    settings,
    records: guard.system,
    recordsAs,
    commands: contributions.commands,
    server,
    ...lifecycle({ settings, server, database, contributions, changes, chores, log }),
  };
}

/** What plugins are told; without a configured address, links lead to where the app listens. */
function hostSettings({ title, publicUrl, development, host, port }: Settings): HostSettings {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return { title, publicUrl: publicUrl ?? `http://${name}:${port}`, development };
}

type Log = ReturnType<typeof createLogger>;

/** The functions of a config as the server calls them. */
function rpcFunctions(functions: ResolvedConfig['functions'], now: () => Date): ReadonlyMap<string, RpcFunction> {
  const made = [...functions.values()].map((declared): RpcFunction => {
    const { name, input, output } = declared;
    const authorize = (caller: Caller) => authorizeFunction(declared, caller, now().toISOString());
    return { name, input, output, authorize, run: async (context) => declared.run(context as never) };
  });
  return new Map(made.map((one) => [one.name, one]));
}
