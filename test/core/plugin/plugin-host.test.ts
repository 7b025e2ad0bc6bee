import { definePlugin, type Host, text } from 'plinth';
import { createTestApp } from 'plinth/testing';
import t from 'tap';
import { eachDatabase } from '../../each-database.ts';

t.test('what a host tells a plugin', async (t) => {
  let host: Host | undefined;
  const asking = definePlugin(() => ({
    name: 'asking',
    setup(given) {
      host = given;
    },
  }));
  const config = { title: 'Shop', collections: { notes: { fields: { note: text() } } }, plugins: [asking()] };
  await using app = await createTestApp({ ...config, publicUrl: 'https://shop.example/' }, { now: new Date('2026-01-31T12:00:00Z') });

  t.same(host?.settings, { title: 'Shop', publicUrl: 'https://shop.example', development: false });
  t.ok(host?.collections.get('notes')?.fields.has('note'));
  t.equal(host?.now().toISOString(), '2026-01-31T12:00:00.000Z');
  app.clock.advance(1000);
  t.equal(host?.now().toISOString(), '2026-01-31T12:00:01.000Z', 'the clock of the app');
  const [key] = host?.deriveKey('one purpose') ?? [];
  t.equal(key?.key.length, 32);
  t.same(host?.deriveKey('one purpose')[0], key, 'the same purpose has the same key');
  t.notSame(host?.deriveKey('another')[0], key);

  await using local = await createTestApp({ ...config, host: '0.0.0.0', port: 8123 });
  t.ok(local);
  t.equal(host?.settings.publicUrl, 'http://localhost:8123', 'without a configured address it is the one on which the app listens');
});

eachDatabase(t, async (t, choice) => {
  t.test('hooks that a plugin joins while it is set up run with the others, in order', async (t) => {
    const told: string[] = [];
    const joining = definePlugin(() => ({
      name: 'joining',
      hooks: { notes: { afterWrite: () => void told.push('declared') } },
      setup(host) {
        host.hooks('notes', { afterWrite: ({ after }) => void told.push(`joined ${String(after?.note)}`) });
        t.throws(() => host.hooks('nots', {}), /no collection "nots"/);
      },
    }));
    const hooks = { afterWrite: () => void told.push('own') };
    await using app = await createTestApp({ collections: { notes: { fields: { note: text() }, hooks } }, plugins: [joining()] }, choice);
    await app.records.create('notes', { note: 'a' });
    t.same(told, ['declared', 'joined a', 'own']);
  });
});

t.test('a command of a plugin has two words', async (t) => {
  const commanding = definePlugin<string>((name) => ({
    name: 'commanding',
    setup: (host) => host.command({ name, description: 'Counts', run() {} }),
  }));
  await using app = await createTestApp({ collections: {}, plugins: [commanding('count notes')] });
  t.ok(app.app.commands.some(({ name }) => name === 'count notes'));
  await t.rejects(createTestApp({ collections: {}, plugins: [commanding('count')] }), /a command that is not of two words: "count"/);
});

t.test('what a plugin finds wrong is told with all other mistakes', async (t) => {
  const strict = definePlugin(() => ({
    name: 'strict',
    check: ({ collections, config }) =>
      collections.has('notes') && config.title === 'Shop'
        ? [{ path: 'plugins.strict', message: 'wants no notes', hint: 'Rename it.' }]
        : [],
  }));
  const config = { title: 'Shop', collections: { notes: { fields: {} } }, plugins: [strict()], porrt: 1 };
  await t.rejects(createTestApp(config), /porrt[\s\S]*plugins\.strict: wants no notes\. Rename it\./);
});
