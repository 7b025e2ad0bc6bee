import type { Host } from '../../core/index.ts';
import { names } from './collections/names.ts';

const everyMilliseconds = 3_600_000;
const step = 200;
const day = 86_400_000;
const keptSessions = 30 * day;
const keptEvents = 90 * day;

/** Takes away once an hour what is of no use any more: expired secrets and tokens, sessions that ended a month ago, old lines of the trail. */
export function startCleaning(host: Host): () => Promise<void> {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    try {
      for (const { name, where } of useless(host.now())) while (!stopped && (await clean(host, name, where)) === step);
    } catch (error) {
      host.log.error({ err: error }, 'old sign-in data could not be taken away; it will be tried again in an hour');
    }
  };
  const timer = setInterval(() => {
    running = round();
  }, everyMilliseconds);
  timer.unref();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
}

/** What may go at a moment. */
export function useless(now: Date): readonly { readonly name: string; readonly where: Readonly<Record<string, unknown>> }[] {
  const ago = (milliseconds: number) => ({ lt: new Date(now.getTime() - milliseconds).toISOString() });
  return [
    { name: names.secrets, where: { expiresAt: ago(0) } },
    { name: names.refreshTokens, where: { expiresAt: ago(0) } },
    { name: names.sessions, where: { or: [{ expiresAt: ago(keptSessions) }, { revokedAt: ago(keptSessions) }] } },
    { name: names.events, where: { createdAt: ago(keptEvents) } },
  ];
}

async function clean({ records }: Host, name: string, where: Readonly<Record<string, unknown>>): Promise<number> {
  const { items } = await records.list(name, { where, fields: ['id'], limit: step });
  if (items.length > 0) await records.deleteMany(name, { id: { in: items.map(({ id }) => id) } });
  return items.length;
}
