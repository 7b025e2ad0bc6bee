import { AppError, defineConfig, definePlugin, integer, type RecordHooks, relation, text } from 'plinth';
import { createTestApp } from 'plinth/testing';
import t from 'tap';
import { eachDatabase } from '../../each-database.ts';

const open = { read: true, create: true, update: true, delete: true } as const;

eachDatabase(t, async (t, choice) => {
  const log: string[] = [];
  const watching = definePlugin(() => ({
    name: 'watching',
    hooks: {
      '*': { beforeWrite: (event) => void log.push(`plugin * ${event.action} ${event.collection}`) },
      notes: { beforeWrite: (event) => void log.push(`plugin ${event.action} ${event.collection}`) },
    },
  }));
  const hooks: RecordHooks = {
    async beforeWrite(event) {
      log.push(`own ${event.action}`);
      if (event.action === 'delete') return;
      if (event.data['title'] === 'forbidden title') throw new AppError('conflict', { detail: 'not this title' });
      if (event.data['title'] === 'wrong') event.data['size'] = 'big';
      if (typeof event.data['title'] === 'string')
        event.data['size'] = event.data['title'] === 'wrong' ? 'big' : event.data['title'].length;
    },
    async afterWrite(event) {
      const { records } = event;
      if (event.action === 'create' && event.collection === 'notes')
        await records.create('traces', { about: event.id, title: event.after?.['title'] });
      if (event.after?.['title'] === 'undo') throw new Error('after says no');
    },
    onCommit(event) {
      log.push(`committed ${event.action}`);
      if (event.after?.['title'] === 'late') throw new Error('too late to matter');
    },
    onRead(event) {
      event.row['shown'] = `<${String(event.row['title'])}>`;
    },
  };
  const config = defineConfig({
    collections: {
      notes: {
        fields: { title: text(), size: integer(), parent: relation('notes', { onDelete: 'cascade' }) },
        access: open,
        hooks: hooks as never,
      },
      traces: { fields: { about: text(), title: text() }, access: open },
      plain: { fields: { title: text() }, access: open },
    },
    plugins: [watching()],
  });
  const { records, close } = await createTestApp(config, choice);
  t.teardown(close);
  t.beforeEach(() => void log.splice(0));

  await t.test(
    'hooks run in order: plugins for all, plugins for this one, the collection’s own; and they may change the data',
    async (t) => {
      const note = await records.create('notes', { title: 'four' });
      t.match(note, { size: 4, shown: '<four>' });
      t.strictSame(log, ['plugin * create notes', 'plugin create notes', 'own create', 'plugin * create traces', 'committed create']);
      t.match(
        (await records.list('traces', { where: { about: note['id'] } })).items,
        [{ title: 'four' }],
        'what a hook writes is in the same transaction',
      );
    },
  );

  await t.test('a hook refuses, and nothing is written', async (t) => {
    await t.rejects(records.create('notes', { title: 'forbidden title' }), { code: 'conflict', message: 'not this title' });
    await t.rejects(records.create('notes', { title: 'undo' }), { message: 'after says no' });
    await t.rejects(records.create('notes', { title: 'wrong' }), { code: 'validation_failed' }, 'what a hook sets is checked too');
    t.notOk(log.some((line) => line.startsWith('committed')));
    t.strictSame((await records.list('notes', { where: { title: { in: ['forbidden title', 'undo', 'wrong'] } } })).items, []);
    t.strictSame((await records.list('traces', { where: { title: 'undo' } })).items, []);
  });

  await t.test('a failing onCommit does not fail the write', async (t) => {
    t.match(await records.create('notes', { title: 'late' }), { title: 'late' });
  });

  await t.test('a write that changes nothing runs beforeWrite and no more', async (t) => {
    const note = await records.create('notes', { title: 'same' });
    log.splice(0);
    await records.update('notes', note['id'] as string, { data: { title: 'same' } });
    t.notOk(log.includes('committed update'));
  });

  await t.test('cascaded records get their hooks too', async (t) => {
    const parent = await records.create('notes', { title: 'parent' });
    await records.create('notes', { title: 'child', parent: parent['id'] });
    log.splice(0);
    await records.delete('notes', parent['id'] as string);
    t.equal(log.filter((line) => line === 'own delete').length, 2);
    t.equal(log.filter((line) => line === 'committed delete').length, 2);
  });

  await t.test('a collection without hooks of its own still has the plugins’ hooks for all', async (t) => {
    await records.create('plain', { title: 'x' });
    t.strictSame(log, ['plugin * create plain']);
  });
});
