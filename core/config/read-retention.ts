import type { ProblemList } from '../collections/config-problem.ts';
import { describeValue } from '../collections/describe-value.ts';
import { parseDuration } from '../collections/duration.ts';
import { isPlainObject } from '../collections/is-plain-object.ts';
import { nameHint } from '../collections/nearest-name.ts';
import type { Settings } from './settings.ts';

const keys = ['keep', 'most'];
const fallback: Settings['changes'] = { keep: 7 * 86_400_000, most: 1_000_000 };

/** Reads how long the change log is kept: `changes: { keep: '7d', most: 1_000_000 }`. */
export function readRetention(written: unknown, problems: ProblemList): Settings['changes'] {
  if (written === undefined) return fallback;
  if (!isPlainObject(written)) {
    problems.add('changes', `must be an object such as { keep: '7d', most: 1000000 } (got ${describeValue(written)})`);
    return fallback;
  }
  for (const key of Object.keys(written))
    if (!keys.includes(key)) problems.add(`changes.${key}`, 'there is no such setting', nameHint(key, keys));
  const { keep = '7d', most = fallback.most } = written;
  const milliseconds = parseDuration(keep);
  if (milliseconds === undefined) problems.add('changes.keep', `must be a span of time such as "7d" (got ${describeValue(keep)})`);
  if (typeof most !== 'number' || !Number.isInteger(most) || most < 1)
    problems.add('changes.most', `must be a number of changes (got ${describeValue(most)})`);
  return { keep: milliseconds ?? fallback.keep, most: typeof most === 'number' ? most : fallback.most };
}
