import Database from 'better-sqlite3';
import pg from 'pg';
import { type Author, author, authorCount, type Post, post, postCount } from './data.ts';

type Stored = Readonly<Record<string, string | number>>;

/** A row under the names of its columns. */
function stored({ createdAt, updatedAt, ...fields }: Author | Post): Stored {
  return { ...fields, created_at: createdAt, updated_at: updatedAt };
}

function* rowsOf(table: 'authors' | 'posts', more: Stored): Generator<Stored> {
  const count = table === 'authors' ? authorCount : postCount;
  for (let n = 0; n < count; n++) yield { ...stored(table === 'authors' ? author(n) : post(n)), ...more };
}

const tables = ['authors', 'posts'] as const;

const baselineTables = (counter: string) => `
  create table authors (id varchar(36) primary key not null, name varchar(255), email varchar(255), created_at varchar(30), updated_at varchar(30));
  create table posts (id varchar(36) primary key not null, title varchar(255), body text, status varchar(20), views integer,
    author varchar(36) references authors (id), created_at varchar(30), updated_at varchar(30));
  create table changes (seq ${counter}, collection text not null, id varchar(36) not null, action text not null, before text, after text,
    caller varchar(36), at varchar(30) not null);
  create index posts_status on posts (status, created_at desc, id desc);
  create index posts_author on posts (author);`;

export interface SeedSqlite {
  readonly path: string;
  /** Whether to make the baseline's tables, too; Plinth has made its own. */
  readonly create: boolean;
  /** Columns that are the same in every row. */
  readonly more: Stored;
}

/** Fills the two tables of a SQLite file. */
export function seedSqlite({ path, create, more }: SeedSqlite): void {
  const database = new Database(path);
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = off');
  if (create) database.exec(baselineTables('integer primary key'));
  database.transaction(() => {
    for (const table of tables) {
      const names = Object.keys(rowsOf(table, more).next().value as Stored);
      const insert = database.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`);
      for (const row of rowsOf(table, more)) insert.run(row);
    }
  })();
  database.exec('analyze');
  database.pragma('wal_checkpoint(truncate)');
  database.close();
}

export interface SeedPostgres {
  readonly url: string;
  readonly schema: string;
  readonly create: boolean;
  readonly more: Stored;
}

/** Fills the two tables of a PostgreSQL schema. */
export async function seedPostgres({ url, schema, create, more }: SeedPostgres): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
  await client.connect();
  try {
    if (create) await client.query(`create schema ${schema}; ${baselineTables('bigint generated always as identity primary key')}`);
    for (const table of tables) {
      const rows = [...rowsOf(table, more)];
      const names = Object.keys(rows[0] as Stored).join(', ');
      const insert = `insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, $1)`;
      for (let start = 0; start < rows.length; start += 5000) await client.query(insert, [JSON.stringify(rows.slice(start, start + 5000))]);
    }
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** Takes a schema away again. */
export async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`drop schema if exists ${schema} cascade`);
  await client.end();
}
