import type { Database } from '../core/database/database.ts';

/** Makes the change log, and the places that its durable readers have reached. */
export async function up(database: Database): Promise<void> {
  const text = database.dialect.columnType({ storage: 'text' });
  const integer = database.dialect.columnType({ storage: 'integer' });
  const { countedKey, tableOptions } = database.dialect.schema;
  const options = tableOptions('records');
  const statements = [
    `create table plinth_changes (seq ${countedKey}, position ${integer}, collection ${text} not null, record ${text} not null, action ${text} not null, before ${text}, after ${text}, caller_collection ${text}, caller ${text}, request ${text}, at ${text} not null)`,
    'create unique index plinth_changes_position on plinth_changes (position) where position is not null',
    'create index plinth_changes_waiting on plinth_changes (seq) where position is null',
    'create index plinth_changes_record on plinth_changes (collection, record, seq)',
    `create table plinth_followers (name ${text} not null primary key, position ${integer} not null, holder ${text}, held_until ${integer} not null)${options}`,
  ];
  for (const sql of statements) await database.execute({ sql }, []);
}
