// Loads a server with autocannon as a file of `LoadOptions` says, and prints a `Load`. A process of its own, so that it can have its own core.
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import type { Load, LoadOptions } from './load.ts';

const options = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as LoadOptions;
const authorization = `Bearer ${options.token}`;
const result = await autocannon({
  url: `http://127.0.0.1:${options.port}`,
  connections: options.connections,
  duration: options.seconds,
  requests: options.requests.map(({ method, path, body }) => ({
    method,
    path,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })),
});
const load: Load = {
  requests: result.requests.total,
  seconds: result.duration,
  p50: result.latency.p50,
  p99: result.latency.p99,
  errors: result.non2xx + result.errors + result.timeouts,
};
console.log(JSON.stringify(load));
