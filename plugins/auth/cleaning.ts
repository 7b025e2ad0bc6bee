import type { Host } from '../../core/index.ts';
import { names } from './collections/names.ts';

const everyMilliseconds = 3_600_000;
const step = 200;
const day = 86_400_000;
const keptSessions = 30 * day;
const keptEvents = 90 * day;

/** What the work is done on. */
type Place = Pick<Host, 'records' | 'now'>;

/** Takes away once an hour what is of no use any more. Answers how to stop. */
export function startCleaning(host: Host): () => Promise<void> {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = clean(host, stopping.signal).catch((error: unknown) =>
      host.log.error({ err: error }, 'old sign-in data could not be taken away; it will be tried again in an hour'),
    );
  }, everyMilliseconds);
  timer.unref();
  return async () => {
    stopping.abort();
    clearInterval(timer);
    await running;
  };
}

/** Takes away, in small steps, expired secrets and tokens, sessions that ended a month ago, and lines of the trail that are a quarter old. */
export async function clean(place: Place, signal?: AbortSignal): Promise<void> {
  for (const { name, where } of useless(place.now())) while (!signal?.aborted && (await cleanStep(place, name, where)) === step);
}

function useless(now: Date): readonly { readonly name: string; readonly where: Readonly<Record<string, unknown>> }[] {
  const before = (milliseconds: number) => ({ lt: new Date(now.getTime() - milliseconds).toISOString() });
  return [
    { name: names.secrets, where: { expiresAt: before(0) } },
    { name: names.refreshTokens, where: { expiresAt: before(0) } },
    { name: names.sessions, where: { or: [{ expiresAt: before(keptSessions) }, { revokedAt: before(keptSessions) }] } },
    { name: names.events, where: { createdAt: before(keptEvents) } },
  ];
}

async function cleanStep({ records }: Place, name: string, where: Readonly<Record<string, unknown>>): Promise<number> {
  const { items } = await records.list(name, { where, fields: ['id'], limit: step });
  if (items.length > 0) await records.deleteMany(name, { id: { in: items.map(({ id }) => id) } });
  return items.length;
}
