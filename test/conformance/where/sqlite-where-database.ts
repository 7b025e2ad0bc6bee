import Database from 'better-sqlite3';
import { sqliteDialect } from '../../../core/database/sqlite-dialect.ts';
import type { WhereDatabase } from './where-database.ts';

/** SQLite in memory. */
export async function openSqlite(): Promise<WhereDatabase> {
  const database = new Database(':memory:');
  return {
    dialect: sqliteDialect,
    async run(sql, values = []) {
      const statement = database.prepare<unknown[], Record<string, unknown>>(sql);
      if (statement.reader) return statement.all(...values);
      statement.run(...values);
      return [];
    },
    async close() {
      database.close();
    },
  };
}
