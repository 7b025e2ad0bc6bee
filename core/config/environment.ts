import type { ProblemList } from '../collections/config-problem.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { nearestName } from '../collections/nearest-name.ts';

const prefix = 'PLINTH_';

/** The variables as the process was given them; names that are not there are undefined. */
export type RawEnvironment = Readonly<Record<string, string | undefined>>;

/** A variable that the platform itself reads. */
export interface EnvironmentVariable {
  readonly name: string;
  /** A sentence for the documents and for `doctor`. */
  readonly description: string;
  /** Its value must not be printed. */
  readonly secret?: true;
}

/** Every variable that the platform reads; plugins declare theirs. */
export const environmentVariables = [
  { name: 'DATABASE_URL', description: 'The database: sqlite:<path>, or postgres://user:password@host/name.', secret: true },
  { name: 'REDIS_URL', description: 'The Redis server, redis:// or rediss://, for jobs and counters at scale.', secret: true },
  { name: 'PLINTH_SECRET', description: 'The secret that all keys are derived from: at least 16 characters.', secret: true },
  { name: 'PLINTH_SECRET_PREVIOUS', description: 'Former secrets that are still accepted, separated by commas.', secret: true },
  { name: 'PLINTH_PUBLIC_URL', description: 'The address under which clients reach the app.' },
  { name: 'PLINTH_DATA', description: 'The only folder that is written to (./data).' },
  { name: 'PLINTH_ADMIN_EMAIL', description: 'The address of the first administrator, made at start.' },
  { name: 'PLINTH_ADMIN_PASSWORD', description: 'The password of the first administrator.', secret: true },
  { name: 'PLINTH_LOG', description: 'How much is logged: debug, info (default), warn, error or silent.' },
  { name: 'PLINTH_HOST', description: 'The address to listen on (127.0.0.1).' },
  { name: 'PLINTH_PORT', description: 'The port to listen on (8090).' },
] as const satisfies readonly EnvironmentVariable[];

/** A copy of the process's variables: the one place that reads them. An empty variable counts as absent. */
export function readEnvironment(): RawEnvironment {
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
}

/** The variables that are probably misspelt, with what was meant. Others with the prefix are let be: Kubernetes makes some for a service named plinth. */
export function misspeltVariables(environment: RawEnvironment, declared: ReadonlySet<string>): readonly { name: string; meant: string }[] {
  const known = new Set<string>([...environmentVariables.map(({ name }) => name), ...declared]);
  const endings = [...known].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith(prefix) || known.has(name)) return [];
    const meant = nearestName(name.slice(prefix.length), endings);
    return meant === undefined ? [] : [{ name, meant: prefix + meant }];
  });
}

/** The names of the variables that a plugin's `environment` declares. */
export function declaredVariables(schema: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  return isPlainObject(schema?.properties) ? Object.keys(schema.properties) : [];
}

/** The variables that a plugin declared, and no others. */
export function pickVariables(environment: RawEnvironment, schema: Readonly<Record<string, unknown>> | undefined): RawEnvironment {
  return Object.fromEntries(declaredVariables(schema).map((name) => [name, environment[name]]));
}

/** The first administrator, where the environment names one; half of it is a mistake. */
export function readAdminAccount(environment: RawEnvironment, problems: ProblemList): { email: string; password: string } | undefined {
  const { PLINTH_ADMIN_EMAIL: email, PLINTH_ADMIN_PASSWORD: password } = environment;
  if (email !== undefined && password !== undefined) return { email, password };
  if (email !== undefined) problems.add('PLINTH_ADMIN_PASSWORD', 'must be set where PLINTH_ADMIN_EMAIL is');
  if (password !== undefined) problems.add('PLINTH_ADMIN_EMAIL', 'must be set where PLINTH_ADMIN_PASSWORD is');
  return undefined;
}
