// Plinth as the benchmark starts it: node plinth-server.js --port 4001 --data folder --database sqlite:plinth.db [--schema bench] [--durability full|relaxed]
import { parseArgs } from 'node:util';
import { createApp } from 'plinth';
import config from './plinth.config.ts';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '4001' },
    data: { type: 'string', default: 'data' },
    database: { type: 'string', default: 'sqlite:plinth.db' },
    schema: { type: 'string', default: 'public' },
    durability: { type: 'string', default: 'full' },
    'only-migrate': { type: 'boolean', default: false },
  },
});

const { database: url, schema } = options;
const settings = { database: { url, schema }, durability: options.durability, secret: 'benchmark-only-benchmark-only' };
const app = await createApp(
  { ...config, ...settings },
  { data: options.data, host: '127.0.0.1', port: Number(options.port), log: 'silent', migrate: true },
);
if (options['only-migrate']) {
  await app.close();
} else {
  await app.listen();
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
}
