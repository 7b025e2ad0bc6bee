import t from 'tap';
import { datetime } from '../../../core/collections/fields/datetime.ts';
import { text } from '../../../core/collections/fields/text.ts';
import type { Database } from '../../../core/database/database.ts';
import { applyMigration } from '../../../core/migrate/apply-migration.ts';
import { planMigration } from '../../../core/migrate/plan-migration.ts';
import { testDatabases } from '../database/databases.ts';
import { compile } from './collections.ts';

const plain = { notes: { fields: { title: text({ unique: true }) } } };
const soft = { notes: { ...plain.notes, softDelete: true } };
const moment = '2026-01-01T00:00:00.000Z';

const add = (database: Database, id: string, title: string) =>
  database.execute(
    { sql: `insert into notes (id, created_at, updated_at, version, title) values ('${id}', '${moment}', '${moment}', 1, '${title}')` },
    [],
  );
const run = (database: Database, sql: string) => database.execute({ sql }, []);

for (const { name, skip, open, remove } of testDatabases('trash')) {
  t.test(name, { skip }, async (t) => {
    const database = await open();
    t.teardown(async () => {
      await database.close();
      await remove();
    });

    await t.test('a collection gets a trash and keeps its records', async (t) => {
      await applyMigration(database, compile(plain));
      await add(database, 'a', 'one');
      const plan = await planMigration(database, compile(soft));
      t.strictSame(plan.refused, []);
      t.match(plan.print(), /add the column "deleted_at"\n.*add the column "deleted_with"/);
      await applyMigration(database, compile(soft));
      t.strictSame((await planMigration(database, compile(soft))).behind, false);
      await t.rejects(
        database.transaction(() => add(database, 'b', 'one')),
        { code: 'unique_violation' },
      );
      await run(database, `update notes set deleted_at = '${moment}', deleted_with = 'x' where id = 'a'`);
      await add(database, 'b', 'one');
      await t.rejects(
        database.transaction(() => run(database, 'update notes set deleted_at = null')),
        { code: 'unique_violation' },
      );
    });

    await t.test('a new unique index looks only at what is there', async (t) => {
      const fields = { title: text({ unique: true }), kind: text({ unique: true, default: 'same' }) };
      const wider = compile({ notes: { fields, softDelete: true } });
      t.strictSame((await planMigration(database, wider)).refused, [], 'the one record in the trash takes nothing away');
      await add(database, 'c', 'two');
      t.match((await planMigration(database, wider)).refused, [{ sentence: /^1 record has a value in "kind"/ }]);
    });

    await t.test('a trash with records in it cannot be taken away', async (t) => {
      const plan = await planMigration(database, compile(plain));
      t.match(plan.refused, [{ subject: 'notes', sentence: /^has no trash any more, but 1 record lies in it and would be back/ }]);
      await t.rejects(applyMigration(database, compile(plain)), { code: 'conflict' });
      await run(database, `delete from notes where id = 'a'`);
      await applyMigration(database, compile(plain));
      await t.rejects(
        database.transaction(() => add(database, 'd', 'one')),
        { code: 'unique_violation' },
      );
      await applyMigration(database, compile(soft));
      t.equal((await planMigration(database, compile(soft))).behind, false, 'and can come back');
    });

    await t.test('what a field once held is never taken for a deletion', async (t) => {
      await applyMigration(database, compile(plain));
      const own = { notes: { fields: { ...plain.notes.fields, deletedAt: datetime() } } };
      await applyMigration(database, compile(own));
      await run(database, `update notes set deleted_at = '${moment}' where id = 'b'`);
      t.equal((await planMigration(database, compile(own))).behind, false);
      await applyMigration(database, compile(plain));
      t.match((await planMigration(database, compile(soft))).refused, [
        { subject: 'notes', sentence: /^gets a trash, but 1 record has a value in "deleted_at"/ },
      ]);
    });
  });
}
