import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createAccess } from '../../../core/access/create-access.ts';
import { resolveConfig } from '../../../core/config/resolve-config.ts';
import type { Database } from '../../../core/database/database.ts';
import { openSqlite } from '../../../core/database/sqlite-database.ts';
import { bringUpToDate } from '../../../core/migrate/bring-up-to-date.ts';
import { createEngine } from '../../../core/records/create-engine.ts';
import { recordsWith } from '../../../core/records/records-with.ts';
import { libraryConfig } from './library.ts';

t.test('expand takes one query for each relation and level, however many rows there are', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'plinth-count-'));
  const silent = { warn() {}, error() {} };
  const real = await openSqlite({ path: join(data, 'plinth.db'), durability: 'relaxed', log: silent });
  t.teardown(async () => {
    await real.close();
    await rm(data, { recursive: true });
  });
  let queries = 0;
  const counting: Database = new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (name === 'query') queries++;
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
  const { collections } = resolveConfig({ config: libraryConfig(), flags: { data } });
  await bringUpToDate(real, collections, { apply: true });
  const key = [{ id: 'k', key: Buffer.alloc(32, 1) }] as const;
  const { systemScope } = createAccess(collections);
  const engine = createEngine({
    collections,
    database: counting,
    system: systemScope,
    hooks: [],
    keys: { cursor: key, secret: key },
    log: silent,
  });
  const records = recordsWith(engine, systemScope);
  const tag = await records.create('tags', { label: 'x' });
  for (let index = 0; index < 30; index++) {
    const author = await records.create('authors', { name: `a${index}` });
    await records.create('books', { title: `b${index}`, author: author['id'], tags: [tag['id']] });
  }
  const count = async (work: () => Promise<unknown>): Promise<number> => {
    queries = 0;
    await work();
    return queries;
  };
  t.equal(await count(() => records.get('authors', '0190a0a0-0000-7000-8000-000000000001').catch(() => {})), 1);
  t.equal(await count(() => records.list('authors', { limit: 30 })), 1);
  t.equal(await count(() => records.list('books', { limit: 30 })), 2, 'the ids of a to-many relation are one more');
  t.equal(await count(() => records.list('books', { limit: 30, expand: ['author'], fields: ['title'] })), 2);
  t.equal(await count(() => records.list('books', { limit: 1, expand: ['author.books.tags'], fields: ['title'] })), 4);
  t.equal(await count(() => records.list('books', { limit: 30, expand: ['author.books.tags'], fields: ['title'] })), 4);
  t.equal(await count(() => records.list('authors', { limit: 30, count: 'exact' })), 2);
});
