import pg from 'pg';
import { postgresDialect } from '../../../core/database/postgres-dialect.ts';
import type { WhereDatabase } from './where-database.ts';

/** PostgreSQL, in a schema of its own that is dropped at the end. */
export async function openPostgres(url: string): Promise<WhereDatabase> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const schema = `where_conformance_${process.pid}`;
  // Compiling each of these queries, which run once, takes 60 times as long as running them.
  await client.query(`drop schema if exists ${schema} cascade; create schema ${schema}; set search_path to ${schema}; set jit to off`);
  return {
    dialect: postgresDialect,
    run: async (sql, values = []) => (await client.query(sql, [...values])).rows,
    async close() {
      await client.query(`drop schema ${schema} cascade`);
      await client.end();
    },
  };
}
