import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { type TorturedDatabase, toChange, toRecord } from './stored-state.ts';

type Row = Record<string, unknown>;

/** A SQLite file in the data folder. */
export function sqliteState(data: string): TorturedDatabase {
  const path = join(data, 'plinth.db');
  return {
    name: 'sqlite',
    url: `sqlite:${path}`,
    read: async () => {
      if (!existsSync(path)) return undefined;
      // A copy: whoever opens a database recovers it, and that is the server's own work.
      const folder = mkdtempSync(join(tmpdir(), 'plinth-torture-copy-'));
      for (const suffix of ['', '-wal']) {
        if (existsSync(path + suffix)) copyFileSync(path + suffix, join(folder, `copy.db${suffix}`));
      }
      const database = new BetterSqlite3(join(folder, 'copy.db'));
      try {
        const all = (sql: string) => database.prepare<unknown[], Row>(sql).all();
        const tables = new Set(all("select name from sqlite_master where type = 'table'").map((row) => row['name']));
        if (!tables.has('parts') || !tables.has('plinth_changes')) return undefined;
        return {
          things: all('select * from things').map(toRecord),
          parts: all('select * from parts').map(toRecord),
          changes: all('select * from plinth_changes order by seq').map(toChange),
          damage: [
            ...all('pragma integrity_check')
              .map((row) => String(row['integrity_check']))
              .filter((said) => said !== 'ok'),
            ...all('pragma foreign_key_check').map((row) => `a broken reference in ${String(row['table'])}`),
          ],
        };
      } finally {
        database.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
    remove: async () => {},
  };
}
