import type { Database } from '../core/database/database.ts';

/** Makes the tables in which the platform keeps what it knows of its own: its migrations, the tables that it made, and single values. */
export async function up(database: Database): Promise<void> {
  const text = database.dialect.columnType({ storage: 'text' });
  const options = database.dialect.schema.tableOptions('records');
  const tables = [
    `create table plinth_migrations (name ${text} not null primary key, applied_at ${text} not null)${options}`,
    `create table plinth_tables (name ${text} not null primary key, collection ${text} not null, field ${text}, columns ${text} not null, indexes ${text} not null)${options}`,
    `create table plinth_meta (key ${text} not null primary key, value ${text} not null)${options}`,
  ];
  for (const sql of tables) await database.execute({ sql }, []);
}
