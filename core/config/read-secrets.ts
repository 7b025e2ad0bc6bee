import type { ProblemList } from '../collections/config-problem.ts';
import type { RawEnvironment } from './environment.ts';

const shortest = 16;
const wanted = `must be a text of at least ${shortest} characters`;
const hint = 'Make one with: openssl rand -base64 32';

/** The master secrets, the present one first; undefined where none was given. A secret is never repeated in a problem. */
export function readSecrets(
  environment: RawEnvironment,
  config: Readonly<Record<string, unknown>>,
  problems: ProblemList,
): readonly string[] | undefined {
  const present = environment.PLINTH_SECRET ?? config.secret;
  const previous = environment.PLINTH_SECRET_PREVIOUS?.split(',').map((secret) => secret.trim()) ?? config.previousSecrets ?? [];
  const previousPath = environment.PLINTH_SECRET_PREVIOUS === undefined ? 'previousSecrets' : 'PLINTH_SECRET_PREVIOUS';
  if (!Array.isArray(previous) || !previous.every(isSecret)) {
    problems.add(previousPath, `must hold texts of at least ${shortest} characters`);
    return undefined;
  }
  if (present === undefined) {
    if (previous.length > 0) problems.add(previousPath, 'means nothing without a present secret', 'Set PLINTH_SECRET too.');
    return undefined;
  }
  if (isSecret(present)) return [present, ...previous];
  problems.add(environment.PLINTH_SECRET === undefined ? 'secret' : 'PLINTH_SECRET', wanted, hint);
  return undefined;
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value.length >= shortest;
}
