import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createApp, defineConfig, secret, text } from 'plinth';
import t from 'tap';
import { SecretBox } from '../../../core/records/secret-box.ts';

const config = defineConfig({
  collections: { vaults: { fields: { name: text(), key: secret(), other: secret() }, access: { read: true, create: true, update: true } } },
});
const first = 'the first secret of this app';
const second = 'the second secret of this app';

t.test('secrets lie encrypted, never leave, and stay readable when the app gets another secret', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'plinth-secrets-'));
  t.teardown(() => rm(data, { recursive: true }));
  const start = (environment: Record<string, string>) => createApp(config, { data, migrate: true, log: 'silent', environment });
  const stored = (): { key: string; other: string } => {
    const database = new Database(join(data, 'plinth.db'), { readonly: true });
    const row = database.prepare('select key, other from vaults').get() as { key: string; other: string };
    database.close();
    return row;
  };

  const before = await start({ PLINTH_SECRET: first });
  const made = await before.records.create('vaults', { name: 'one', key: 'open sesame', other: 'open sesame' });
  const id = made['id'] as string;
  t.notOk('key' in made, 'what a write answers does not hold it');
  const answer = await before.server.inject(`/api/vaults/${id}`);
  t.notMatch(answer.body, /sesame|"key"/);
  const asked = await before.server.inject('/api/vaults?where[key]=x');
  t.match(asked.body, 'unknown_field');
  const sealed = stored();
  t.notMatch(JSON.stringify(sealed), /sesame/);
  t.match(sealed.key, /^v1\.[0-9a-f]{12}\./, 'the key id stands with the value');
  t.not(sealed.key.split('.')[4], sealed.other.split('.')[4], 'the same words are sealed differently');
  await before.close();

  const after = await start({ PLINTH_SECRET: second, PLINTH_SECRET_PREVIOUS: first });
  t.strictSame(await after.records.get('vaults', id, { fields: ['key'] }), { key: 'open sesame' }, 'the old key still opens');
  await after.records.update('vaults', id, { data: { key: 'new words' } });
  t.not(stored().key.split('.')[1], sealed.key.split('.')[1], 'what is written anew is sealed with the new key');
  t.strictSame(await after.records.get('vaults', id, { fields: ['key', 'other'] }), { key: 'new words', other: 'open sesame' });
  await after.close();

  const without = await start({ PLINTH_SECRET: second });
  await t.rejects(without.records.get('vaults', id, { fields: ['other'] }), /not among the secrets of this app/);
  await without.close();
});

t.test('a sealed value opens nowhere else and not when it was touched', async (t) => {
  const box = new SecretBox([{ id: 'k', key: Buffer.alloc(32, 7) }]);
  const sealed = box.seal('words', 'vaults/key/1');
  t.equal(box.open(sealed, 'vaults/key/1'), 'words');
  t.throws(() => box.open(sealed, 'vaults/key/2'), 'in another record');
  const parts = sealed.split('.');
  const touched = [...parts.slice(0, 4), Buffer.from('wards').toString('base64url')].join('.');
  t.throws(() => box.open(touched, 'vaults/key/1'), 'when it was touched');
});
