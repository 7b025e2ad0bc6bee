import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import t from 'tap';
import { createApp } from '../../../core/index.ts';
import { mail } from '../../../plugins/mail/index.ts';
import { PlinthProcess, Project } from '../../core/cli/plinth-process.ts';
import { eachDatabase } from '../../each-database.ts';
import { eventually, local } from './mail-app.ts';
import { PostOffice } from './post-office.ts';

// Starts the app as a process of its own.
t.setTimeout(120_000);

const secret = 'a secret that only this test app has';

/** An app that writes a mail whenever it is told to. */
const source = (database: unknown, smtp: object): string => `
import { definePlugin } from 'plinth';
import { mail } from 'plinth/plugins/mail';
const writer = definePlugin(() => ({
  name: 'writer',
  needs: ['mail'],
  setup(host) {
    host.routes(async (fastify) => {
      fastify.post('/api/write', async (request) => {
        await host.service('mail').send(request.body);
        return {};
      });
    });
  },
}));
export default {
  secret: ${JSON.stringify(secret)},
  database: ${JSON.stringify(database)},
  collections: {},
  plugins: [mail(${JSON.stringify(smtp)}), writer()],
};
`;

const write = (url: string, subject: string) =>
  fetch(`${url}/api/write`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: 'ann@example.com', subject, text: 'Hello' }),
  });

eachDatabase(t, async (t, { postgres }) => {
  const schema = `mail_${randomBytes(6).toString('hex')}`;
  if (postgres !== undefined) {
    const client = new pg.Client({ connectionString: postgres });
    await client.connect();
    await client.query(`create schema "${schema}"`);
    t.teardown(async () => {
      await client.query(`drop schema "${schema}" cascade`);
      await client.end();
    });
  }

  t.test('a process that is killed while it sends loses no mail: the next one sends it, under the same name', async (t) => {
    await using office = await PostOffice.open();
    using project = new Project();
    const database = postgres === undefined ? `sqlite:${join(project.folder, 'mails.db')}` : { url: postgres, schema, poolSize: 4 };
    project.write('plinth.config.ts', source(database, local(office.port)));
    await using running = new PlinthProcess(project.folder, ['start', '--port', '0', '--migrate']);
    const url = await running.url();

    // The office has the first mail in its hands and says nothing; the second waits for its turn.
    let heard = '';
    office.manners.data = (raw) => {
      heard = raw;
      return new Promise(() => {});
    };
    t.equal((await write(url, 'First')).status, 200);
    await eventually(() => heard !== '');
    t.equal((await write(url, 'Second')).status, 200);
    await running.stop('SIGKILL');
    delete office.manners.data;
    t.same(office.letters, []);

    const ahead = { milliseconds: 0 };
    const config = { secret, database, collections: {}, plugins: [mail(local(office.port))], port: 0, data: project.folder };
    const next = await createApp(config, { environment: {}, log: 'silent', now: () => new Date(Date.now() + ahead.milliseconds) });
    t.teardown(() => next.close());
    await next.listen();
    const states = async () => (await next.records.list('_mails', { sort: 'id' })).items.map(({ state }) => state);
    await eventually(async () => (await states())[1] === 'sent');
    t.same(await states(), ['queued', 'sent'], 'the first still belongs to the dead process');
    ahead.milliseconds = 61_000;
    await eventually(async () => (await states())[0] === 'sent');
    t.equal(office.letters.length, 2);
    t.ok(heard.includes(`Message-ID: <${office.letters[1]?.messageId}>`), 'a reader can see that it is the same mail');
  });
});
