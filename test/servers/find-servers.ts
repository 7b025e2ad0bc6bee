import { answersPostgres } from './answers-postgres.ts';
import { answersRedis } from './answers-redis.ts';
import type { TestServer } from './server.ts';
import { startPostgres } from './start-postgres.ts';
import { startRedis } from './start-redis.ts';

interface Kind {
  readonly name: string;
  /** The variable in which test files find the address. */
  readonly variable: string;
  readonly usual: string;
  answers(url: string): Promise<boolean>;
  start(): Promise<TestServer>;
}

const kinds: readonly Kind[] = [
  {
    name: 'PostgreSQL',
    variable: 'POSTGRES_URL',
    usual: 'postgres://postgres@127.0.0.1:5432/postgres',
    answers: answersPostgres,
    start: startPostgres,
  },
  { name: 'Redis', variable: 'REDIS_URL', usual: 'redis://127.0.0.1:6379', answers: answersRedis, start: startRedis },
];

/** What the tests can count on. */
export interface FoundServers {
  /** The variables to set for the test files. */
  readonly variables: Readonly<Record<string, string>>;
  /** For people: one line for each server that is there. */
  readonly found: readonly string[];
  /** For people: one line for each that is not, with the reason. */
  readonly missing: readonly string[];
  stop(): Promise<void>;
}

/**
 * Finds PostgreSQL and Redis for the tests: the addresses in the environment, else the usual local ones, else servers of its own.
 * `PLINTH_TEST_OWN_SERVERS=1` goes straight to the last. Throws where an address from the environment does not answer.
 */
export async function findServers(): Promise<FoundServers> {
  const variables: Record<string, string> = {};
  const found: string[] = [];
  const missing: string[] = [];
  const servers: TestServer[] = [];
  for (const kind of kinds) {
    try {
      const server = await findServer(kind);
      servers.push(server);
      variables[kind.variable] = server.url;
      found.push(`${kind.name}: ${server.origin}`);
    } catch (error) {
      if (error instanceof SilentServerError) throw error;
      missing.push(`no ${kind.name} (${(error as Error).message.split('\n')[0]})`);
    }
  }
  return {
    variables,
    found,
    missing,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

class SilentServerError extends Error {}

async function findServer(kind: Kind): Promise<TestServer> {
  if (process.env.PLINTH_TEST_OWN_SERVERS === '1') return kind.start();
  const given = process.env[kind.variable];
  if (given) {
    if (await kind.answers(given)) return { url: given, origin: kind.variable, stop: nothing };
    throw new SilentServerError(`${kind.variable} is set, and nothing answers there.`);
  }
  if (await kind.answers(kind.usual)) return { url: kind.usual, origin: 'found on the usual local port', stop: nothing };
  return kind.start();
}

async function nothing(): Promise<void> {}
