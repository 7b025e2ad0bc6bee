import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersRedis } from './answers-redis.ts';
import { freePort } from './free-port.ts';
import { OwnProcess } from './own-process.ts';
import type { TestServer } from './server.ts';

/** Starts the `redis-server` of the PATH on a free port. Throws where there is none. */
export async function startRedis(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-redis-'));
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const server = new OwnProcess({ command: 'redis-server', arguments: settings, folder, stopSignal: 'SIGTERM' });
  const url = `redis://127.0.0.1:${port}`;
  await server.untilReady(() => answersRedis(url));
  return { url, origin: 'started for this run', stop: () => server.stop() };
}
