import type { Database } from '../core/database/database.ts';

/** Makes the table of answers that are kept for requests with an `Idempotency-Key`. */
export async function up(database: Database): Promise<void> {
  const text = database.dialect.columnType({ storage: 'text' });
  const integer = database.dialect.columnType({ storage: 'integer' });
  const options = database.dialect.schema.tableOptions('records');
  const statements = [
    `create table plinth_idempotency (scope ${text} not null, key ${text} not null, request ${text} not null, status ${integer}, headers ${text}, body ${text}, created_at ${text} not null, primary key (scope, key))${options}`,
    'create index plinth_idempotency_created on plinth_idempotency (created_at)',
  ];
  for (const sql of statements) await database.execute({ sql }, []);
}
