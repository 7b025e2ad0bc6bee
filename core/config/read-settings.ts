import { resolve } from 'node:path';
import { must, type OptionCheck } from '../collections/check-options.ts';
import type { ProblemList } from '../collections/config-problem.ts';
import type { RawEnvironment } from './environment.ts';
import { readDatabase } from './read-database.ts';
import { readRetention } from './read-retention.ts';
import { readSecrets } from './read-secrets.ts';
import type { Settings } from './settings.ts';

/** What was typed on the command line, or passed by code that makes an app; it wins over environment and config. */
export interface Flags {
  readonly host?: string;
  readonly port?: number;
  readonly data?: string;
  /** A url, as in `DATABASE_URL`. */
  readonly database?: string;
  readonly log?: string;
  readonly development?: boolean;
}

type Written = Readonly<Record<string, unknown>>;

/** The three places that a setting can come from, in the order of precedence. */
interface Sources {
  readonly flags: Written;
  readonly environment: RawEnvironment;
  readonly config: Written;
}

const levels = ['debug', 'info', 'warn', 'error', 'silent'];
const largestBody = 100 * 1024 * 1024;
const largestBatch = 1000;

const aText = must('be a text that is not empty', (value) => typeof value === 'string' && value.length > 0);
const aFlag = must('be true or false', (value) => typeof value === 'boolean');
const aPort = must('be a port, 0 to 65535', (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535);
const aLevel = must(`be one of ${levels.join(', ')}`, (value) => levels.includes(value as string));
const aUrl = must('be an http or https address without query', (value) => typeof value === 'string' && isPublicUrl(value));
const origins = must('be a list of origins, for example ["https://app.example"]', (value) => Array.isArray(value) && value.every(isOrigin));
const proxies = must(
  'be true, false, a number of proxies, or addresses',
  (value) => ['boolean', 'string'].includes(typeof value) || isProxies(value),
);
const bytes = must(
  `be a number of bytes, 1 to ${largestBody}`,
  (value) => Number.isInteger(value) && (value as number) > 0 && (value as number) <= largestBody,
);
const operations = must(
  `be a number of operations, 1 to ${largestBatch}`,
  (value) => Number.isInteger(value) && (value as number) > 0 && (value as number) <= largestBatch,
);
const durable = must('be "full" or "relaxed"', (value) => value === 'full' || value === 'relaxed');

/** The keys of a config that are settings. */
export const settingKeys = [
  ...[
    'title',
    'database',
    'data',
    'host',
    'port',
    'publicUrl',
    'secret',
    'previousSecrets',
    'cors',
    'trustProxy',
    'bodyLimit',
    'batchLimit',
  ],
  ...['log', 'development', 'durability', 'changes'],
];

/** Reads every setting from flags, environment and config; what is wrong is reported where it was written. */
export function readSettings(sources: Sources, problems: ProblemList): Settings {
  const read = <Value>(name: string, setting: Setting<Value>): Value => readSetting({ name, sources, problems }, setting);
  const data = resolve(read('data', { variable: 'PLINTH_DATA', check: aText, fallback: './data' }));
  const { value: database, path } = find('database', 'DATABASE_URL', sources);
  return {
    title: read('title', { check: aText, fallback: 'Plinth' }),
    database: readDatabase({ written: database, path, data }, problems),
    data,
    host: read('host', { variable: 'PLINTH_HOST', check: aText, fallback: '127.0.0.1' }),
    port: read('port', {
      variable: 'PLINTH_PORT',
      check: aPort,
      fallback: 8090,
      parse: (text) => (/^\d{1,5}$/.test(text) ? Number(text) : text),
    }),
    publicUrl: read<string | undefined>('publicUrl', { variable: 'PLINTH_PUBLIC_URL', check: aUrl, fallback: undefined })?.replace(
      /\/+$/,
      '',
    ),
    secrets: readSecrets(sources.environment, sources.config, problems),
    cors: read('cors', { check: origins, fallback: [] }),
    trustProxy: read<Settings['trustProxy']>('trustProxy', { check: proxies, fallback: false }),
    bodyLimit: read('bodyLimit', { check: bytes, fallback: 1024 * 1024 }),
    batchLimit: read('batchLimit', { check: operations, fallback: 100 }),
    log: read('log', { variable: 'PLINTH_LOG', check: aLevel, fallback: 'info' }),
    development: read('development', { check: aFlag, fallback: false }),
    durability: read<Settings['durability']>('durability', { check: durable, fallback: 'full' }),
    changes: readRetention(sources.config.changes, problems),
  };
}

interface Setting<Value> {
  readonly variable?: string;
  readonly check: OptionCheck;
  readonly fallback: Value;
  /** Reads the text of a variable. */
  readonly parse?: (text: string) => unknown;
}

interface Reading {
  readonly name: string;
  readonly sources: Sources;
  readonly problems: ProblemList;
}

function readSetting<Value>({ name, sources, problems }: Reading, { variable, check, fallback, parse }: Setting<Value>): Value {
  const { value, path } = find(name, variable, sources);
  if (value === undefined) return fallback;
  const parsed = path === variable && parse ? parse(value as string) : value;
  const mistakes = check(parsed);
  for (const { message } of mistakes) problems.add(path, message);
  return mistakes.length > 0 ? fallback : (parsed as Value);
}

function find(name: string, variable: string | undefined, { flags, environment, config }: Sources): { value: unknown; path: string } {
  if (flags[name] !== undefined) return { value: flags[name], path: `--${name}` };
  if (variable !== undefined && environment[variable] !== undefined) return { value: environment[variable], path: variable };
  return { value: config[name], path: name };
}

function isOrigin(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value) && new URL(value).origin === value;
}

function isPublicUrl(value: string): boolean {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return false;
  const { search, hash, username } = new URL(value);
  return search === '' && hash === '' && username === '';
}

function isProxies(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0;
  return Array.isArray(value) && value.every((address) => typeof address === 'string');
}
