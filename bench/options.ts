import { parseArgs } from 'node:util';
import { workloads } from './workloads.ts';

/** What one run of the benchmark does. */
export interface BenchOptions {
  readonly rounds: number;
  /** Seconds of each turn. */
  readonly seconds: number;
  readonly connections: number;
  /** Names of workloads. */
  readonly only: readonly string[];
  /** Where the results are written. */
  readonly json: string | undefined;
  readonly database: 'sqlite' | 'postgres';
  /** Both servers', so that like is compared with like. */
  readonly durability: 'full' | 'relaxed';
  /** Whether the baseline writes a log row with each write, as Plinth does. */
  readonly log: boolean;
}

/** Reads the command line; throws with a sentence where it cannot be understood. */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      json: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string', default: '50' },
      database: { type: 'string', default: 'sqlite' },
      durability: { type: 'string', default: 'full' },
      'without-log': { type: 'boolean', default: false },
    },
  });
  const known = workloads.map(({ name }) => name);
  const only = values.only?.split(',') ?? (values.quick ? ['W1', 'W2', 'W3', 'W4', 'W5'] : known);
  for (const name of only) if (!known.includes(name)) throw new Error(`There is no workload "${name}": ${known.join(', ')}.`);
  return {
    rounds: positive('rounds', values.rounds ?? (values.quick ? '1' : '3')),
    seconds: positive('seconds', values.seconds ?? (values.quick ? '2' : '5')),
    connections: positive('connections', values.connections),
    only,
    json: values.json,
    database: oneOf('database', { value: values.database, allowed: ['sqlite', 'postgres'] }),
    durability: oneOf('durability', { value: values.durability, allowed: ['full', 'relaxed'] }),
    log: !values['without-log'],
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} must be a positive whole number, not "${text}".`);
}

function oneOf<const Word extends string>(
  name: string,
  { value, allowed }: { readonly value: string; readonly allowed: readonly Word[] },
): Word {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  throw new Error(`--${name} must be ${allowed.join(' or ')}, not "${value}".`);
}
