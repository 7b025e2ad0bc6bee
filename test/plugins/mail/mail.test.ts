import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { createApp } from '../../../core/index.ts';
import { temporaryDatabase } from '../../../core/testing/temporary-database.ts';
import { html, mail, type SmtpOptions } from '../../../plugins/mail/index.ts';
import { MailQueue } from '../../../plugins/mail/mail-queue.ts';
import { readSmtp } from '../../../plugins/mail/smtp-settings.ts';
import { eachDatabase } from '../../each-database.ts';
import { makeCertificate } from './certificates.ts';
import { eventually, local, neighbour, startMailApp } from './mail-app.ts';
import { PostOffice } from './post-office.ts';

// Each database starts some thirty apps.
t.setTimeout(240_000);

const letter = { to: 'ann@example.com', subject: 'Your order', text: 'It is on its way.\n.\nSee you' };
const link = 'https://shop.example/verify?token=a&b=<c>';

eachDatabase(t, async (t, choice) => {
  t.test('without a mail server mails are kept, as they are', async (t) => {
    await using app = await startMailApp(choice);
    await app.mail.send({ ...letter, html: '<p>On its way</p>', locale: 'pt-BR' });
    await app.test.app.listen();
    const [kept] = await app.test.mails();
    t.match(kept, { ...letter, html: '<p>On its way</p>', locale: 'pt-BR', template: null, state: 'kept' });
    t.match(await app.stored(), { attempts: 0, error: null, nextAttemptAt: null, sentAt: null });
  });

  t.test('a mail is stored with its transaction, and gone with it', async (t) => {
    await using office = await PostOffice.open();
    await using app = await startMailApp(choice, local(office.port));
    const failing = app.test.records.transaction(async () => {
      await app.mail.send({ ...letter, subject: 'Never' });
      throw new Error('no');
    });
    await t.rejects(failing, { message: 'no' });
    await app.test.records.transaction(async () => {
      await app.mail.send(letter);
      await sleep(100);
      t.same(office.letters, [], 'nothing is sent before the commit');
    });
    await eventually(() => office.letters.length > 0);
    t.same(
      office.letters.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1]),
      ['Your order'],
    );
    t.equal((await app.test.mails()).length, 1);
  });

  t.test('a mail is sent once, whole, and its body is dropped', async (t) => {
    await using office = await PostOffice.open();
    await using app = await startMailApp(choice, local(office.port));
    await app.mail.send({ ...letter, text: `Grüße\n.\n${'x'.repeat(3000)}`, html: '<p>Grüße</p>', template: 'order' });
    await eventually(async () => (await app.stored()).state === 'sent');
    t.match(await app.stored(), { text: null, html: null, error: null, attempts: 1, nextAttemptAt: null, sentAt: String });
    app.test.clock.advance(3_600_000);
    await sleep(100);
    t.equal(office.letters.length, 1);
    const [sent] = office.letters;
    t.match(sent, { from: 'no-reply@shop.example', to: ['ann@example.com'] });
    t.equal(sent?.messageId, `${(await app.stored()).id}@shop.example`);
    t.match(sent?.raw, /^From: Shop <no-reply@shop\.example>\r$/m);
    t.match(sent?.raw, /^To: ann@example\.com\r$/m);
    t.match(sent?.raw, /^Auto-Submitted: auto-generated\r$/m);
    t.match(sent?.raw, /multipart\/alternative/);
    t.equal(await app.host.changes.last(), 0, 'bodies are not in the change log either');
  });

  t.test('several addresses get a mail each', async (t) => {
    await using office = await PostOffice.open();
    office.manners.recipient = (address) => (address.startsWith('bad') ? 550 : undefined);
    await using app = await startMailApp(choice, local(office.port));
    await app.mail.send({ ...letter, to: ['ann@example.com', 'bad@example.com', 'bob@example.com'] });
    await eventually(async () => (await app.test.mails()).every(({ state }) => state !== 'queued'));
    t.same(
      (await app.test.mails()).map(({ to, state }) => [to, state]),
      [
        ['ann@example.com', 'sent'],
        ['bad@example.com', 'failed'],
        ['bob@example.com', 'sent'],
      ],
    );
    t.same(
      office.letters.map(({ to }) => to),
      [['ann@example.com'], ['bob@example.com']],
    );
  });

  for (const { code, where } of [
    { code: 450, where: 'recipient' },
    { code: 452, where: 'data' },
  ] as const) {
    t.test(`${code} at ${where} is tried again, later and later, and other mails go on`, async (t) => {
      await using office = await PostOffice.open();
      office.manners[where] = (said: string) => (office.letters.length < 2 && /ann@/.test(said) ? code : undefined);
      await using app = await startMailApp(choice, local(office.port));
      await app.mail.send(letter);
      await app.mail.send({ ...letter, to: 'bob@example.com' });
      await app.mail.send({ ...letter, to: 'cid@example.com' });
      await eventually(() => office.letters.length === 2);
      const ann = async () => (await app.test.records.list('_mails', { where: { to: 'ann@example.com' } })).items[0];
      await eventually(async () => (await ann())?.error !== null);
      const first = await ann();
      t.match(first, { state: 'queued', attempts: 1, text: letter.text, error: new RegExp(`${code}`) });
      const pause = Date.parse(String(first?.nextAttemptAt)) - app.test.clock.now().getTime();
      t.ok(pause >= 7500 && pause <= 12_500, `${pause} ms`);
      app.test.clock.advance(20_000);
      await eventually(async () => (await ann())?.state === 'sent');
      t.match(await ann(), { attempts: 2, error: null, text: null });
      t.equal(office.letters.length, 3);
    });
  }

  for (const { code, where } of [
    { code: 550, where: 'recipient' },
    { code: 552, where: 'data' },
  ] as const) {
    t.test(`${code} at ${where} is for good, and keeps the mail`, async (t) => {
      await using office = await PostOffice.open();
      office.manners[where] = () => code;
      await using app = await startMailApp(choice, local(office.port));
      await app.mail.send(letter);
      await eventually(async () => (await app.stored()).state === 'failed');
      t.match(await app.stored(), { attempts: 1, text: letter.text, nextAttemptAt: null, error: new RegExp(`${code}`) });
      delete office.manners[where];
      app.test.clock.advance(7 * 86_400_000);
      await sleep(100);
      t.same(office.letters, []);
      await app.test.records.update('_mails', String((await app.stored()).id), { data: { state: 'queued' } });
      await eventually(() => office.letters.length === 1);
      t.pass('an administrator may queue it again');
    });
  }

  t.test('421 at the greeting is tried again', async (t) => {
    await using office = await PostOffice.open();
    let times = 2;
    office.manners.connect = () => (times-- > 0 ? 421 : undefined);
    await using app = await startMailApp(choice, local(office.port));
    await app.mail.send(letter);
    await eventually(async () => (await app.stored()).error !== null);
    t.match(await app.stored(), { state: 'queued', text: letter.text, error: /421/ });
    await eventually(async () => {
      app.test.clock.advance(1000);
      return (await app.stored()).state === 'sent';
    });
    t.match(await app.stored(), { attempts: 3 });
    t.equal(office.letters.length, 1);
  });

  t.test('421 after the mail was told is tried again, and is not taken for a refusal', async (t) => {
    await using office = await PostOffice.open();
    let times = 1;
    office.manners.data = () => (times-- > 0 ? 421 : undefined);
    await using app = await startMailApp(choice, local(office.port));
    await app.mail.send(letter);
    await eventually(async () => (await app.stored()).error !== null);
    const pause = Date.parse(String((await app.stored()).nextAttemptAt)) - app.test.clock.now().getTime();
    t.ok(pause < 1000, `a server that comes back soon is asked soon: ${pause} ms`);
    await eventually(async () => {
      app.test.clock.advance(1000);
      return (await app.stored()).state === 'sent';
    });
    t.match(await app.stored(), { attempts: 2 });
  });

  t.test('a server that says nothing is given up in time, and tried again', async (t) => {
    const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    await eventually(() => silent.listening);
    await using app = await startMailApp(choice, local((silent.address() as AddressInfo).port, { timeout: 200 }));
    await app.mail.send(letter);
    await eventually(async () => (await app.stored()).error !== null);
    t.match(await app.stored(), { state: 'queued', text: letter.text, error: /ETIMEDOUT|EABORT/ });
    silent.close();
  });

  t.test('a server that never takes the mail is given up in time, however busy it seems', async (t) => {
    const busy = createServer((socket) => {
      const talk = setInterval(() => socket.write('220-one moment\r\n'), 20);
      socket.on('error', () => {}).on('close', () => clearInterval(talk));
    }).listen(0, '127.0.0.1');
    await eventually(() => busy.listening);
    await using app = await startMailApp(choice, local((busy.address() as AddressInfo).port, { timeout: 300 }));
    await app.mail.send(letter);
    await eventually(async () => (await app.stored()).error !== null);
    t.match(await app.stored(), { state: 'queued', error: /took too long|ETIMEDOUT|EPROTOCOL/ });
    busy.close();
  });

  t.test('mails wait for a server that is down, and go when it is up', async (t) => {
    const { port } = await PostOffice.open().then(async (office) => {
      const found = { port: office.port };
      await office.close();
      return found;
    });
    await using app = await startMailApp(choice, local(port));
    await app.mail.send(letter);
    await app.mail.send({ ...letter, to: 'bob@example.com' });
    await eventually(async () => (await app.test.records.list('_mails', { where: { error: { ne: null } } })).items.length > 0);
    t.same(
      (await app.test.mails()).map(({ state, text }) => [state, text]),
      [
        ['queued', letter.text],
        ['queued', letter.text],
      ],
    );
    await using office = await PostOffice.open({}, port);
    await eventually(() => {
      app.test.clock.advance(1000);
      return office.letters.length === 2;
    });
    await eventually(async () => (await app.test.mails()).every(({ state }) => state === 'sent'));
    await sleep(100);
    t.equal(office.letters.length, 2);
  });

  t.test('a wrong password fails no mail', async (t) => {
    await using office = await PostOffice.open({ authOptional: false, allowInsecureAuth: true });
    await using app = await startMailApp(choice, local(office.port, { user: 'shop', password: 'wrong' }));
    await app.mail.send(letter);
    await eventually(async () => (await app.stored()).error !== null);
    t.match(await app.stored(), { state: 'queued', text: letter.text, error: /EAUTH.*535/ });
    t.notMatch((await app.stored()).error, /wrong/);
    await using other = await startMailApp(choice, local(office.port, { user: 'shop', password: 'right' }));
    await other.mail.send(letter);
    await eventually(() => office.letters.length === 1);
    t.equal(office.letters[0]?.user, 'shop');
  });

  t.test('of many that would take a mail at once, one does', async (t) => {
    await using app = await startMailApp(choice);
    for (let round = 0; round < 5; round++) {
      await app.test.records.create('_mails', { ...letter, state: 'queued' });
      const queues = Array.from({ length: 4 }, () => new MailQueue({ records: app.test.records, lease: 60_000, now: app.host.now }));
      const taken = await Promise.all(queues.map((queue) => queue.take()));
      t.equal(taken.filter((one) => typeof one === 'object').length, 1, `round ${round}`);
    }
  });

  t.test('two processes send each mail once', async (t) => {
    await using office = await PostOffice.open();
    await using app = await startMailApp(choice, local(office.port));
    const second = await neighbour(app.test.app, local(office.port));
    await second.listen();
    for (let number = 0; number < 30; number++) await app.mail.send({ ...letter, subject: `Number ${number}` });
    await eventually(async () => (await app.test.mails()).every(({ state }) => state === 'sent'));
    await second.close();
    t.equal(office.letters.length, 30);
    t.equal(new Set(office.letters.map(({ messageId }) => messageId)).size, 30);
  });

  t.test('an app that ends finishes the mail that it is sending', async (t) => {
    await using office = await PostOffice.open();
    let release = (): void => {};
    const app = await startMailApp(choice, local(office.port));
    let taken = false;
    office.manners.data = () =>
      new Promise((resolve) => {
        taken = true;
        release = () => resolve(undefined);
      });
    await app.mail.send(letter);
    await eventually(() => taken);
    const ended = app.test.app.close();
    setTimeout(() => release(), 100);
    await ended;
    t.equal(office.letters.length, 1);
    await app.test.close();
  });

  t.test('a header cannot be injected', async (t) => {
    await using app = await startMailApp(choice);
    const refused = { code: 'validation_failed' };
    for (const ending of ['\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\0', '\v']) {
      const injected = `${ending}Bcc: eve@example.com`;
      await t.rejects(app.mail.send({ ...letter, subject: `Hello${injected}` }), refused);
      await t.rejects(app.mail.send({ ...letter, to: `ann@example.com${injected}` }), refused);
      await t.rejects(app.mail.send({ ...letter, to: ['bob@example.com', `ann@example.com${injected}`] }), refused);
      await t.rejects(app.mail.send({ ...letter, locale: `de${injected}` }), refused);
      await t.rejects(app.test.records.create('_mails', { ...letter, subject: `Hello${injected}` }), refused);
    }
    for (const to of [
      'ann',
      'ann@',
      '@example.com',
      'ann@example',
      'a b@example.com',
      'Ann <ann@example.com>',
      'ann@example.com,eve@example.com',
      '',
    ]) {
      await t.rejects(app.mail.send({ ...letter, to }), refused, to);
    }
    await t.rejects(app.mail.send({ ...letter, to: [] }), refused);
    await t.rejects(app.mail.send({ ...letter, to: { address: 'ann@example.com' } as never }), refused);
    t.same(await app.test.mails(), [], 'nothing was stored');
  });

  t.test('a title with line breaks cannot begin a header over the line', async (t) => {
    await using office = await PostOffice.open();
    const subject = ({ data }: { data: Readonly<Record<string, unknown>> }) => ({ subject: `For ${data.name}`, text: 'Hello' });
    await using app = await startMailApp(choice, { ...local(office.port), templates: { hello: subject } });
    await t.rejects(app.mail.send({ to: letter.to, template: 'hello', data: { name: 'Ann\r\nBcc: eve@example.com' } }), {
      code: 'validation_failed',
    });
    await app.mail.send({ to: letter.to, template: 'hello', data: { name: 'Ann, =?utf-8?Q?=0D=0ABcc:_eve@example.com?=' } });
    await eventually(() => office.letters.length === 1);
    t.same(office.letters[0]?.to, ['ann@example.com']);
    t.notMatch(office.letters[0]?.raw, /^bcc:/im);
  });

  t.test('a mail has a text, whoever writes it', async (t) => {
    await using app = await startMailApp(choice);
    await t.rejects(app.mail.send({ to: letter.to, subject: 'x', html: '<p>x</p>' }), /no text/);
    await t.rejects(app.mail.send({ to: letter.to, template: 'nothing-like-it' }), /nothing-like-it.*verify-email/s);
    await t.rejects(app.test.records.create('_mails', { to: letter.to, subject: 'x', html: '<p>x</p>' }), { code: 'validation_failed' });
    t.same(await app.test.mails(), []);
  });

  t.test('administrators read mails, and nobody else knows of them', async (t) => {
    await using app = await startMailApp(choice);
    await app.mail.send(letter);
    const [read, asked] = await Promise.all([
      app.test.request('/api/_mails', {}, { id: '01890000-0000-7000-8000-000000000000', admin: true }),
      app.test.request('/api/_mails', {}, { id: '01890000-0000-7000-8000-000000000001' }),
    ]);
    t.equal(read.status, 200);
    t.match(await read.json(), { items: [{ to: letter.to }] });
    t.equal(asked.status, 404);
    t.equal((await app.test.request('/api/_mails')).status, 404);
  });
});

t.test('the platform has a template for each of its mails, as text and as HTML', async (t) => {
  await using app = await startMailApp({});
  const data = {
    link,
    code: '123456',
    email: 'new@example.com',
    device: '<b>Firefox</b>\r\non Linux',
    ip: '::1',
    at: 'today',
    minutes: 60,
  };
  const names = ['verify-email', 'change-email', 'email-changed', 'reset-password', 'password-changed', 'sign-up-notice', 'magic-link'];
  for (const template of [...names, 'sign-in-code', 'new-device', 'mfa-changed']) {
    await app.mail.send({ to: letter.to, template, data });
    const [written] = await app.test.mails({ template });
    t.match(written?.subject, /Tea & <Cake>/, template);
    t.match(written?.text, /Tea & <Cake>/, template);
    t.notMatch(written?.html, />\s*(false|undefined|null)\s*</, `${template}: what is not there leaves no word`);
    t.match(written?.html, /Tea &amp; &lt;Cake&gt;/, template);
    t.notMatch(written?.html, /<Cake>|<c>|<b>|undefined|\[object/, template);
    t.notMatch(written?.text, /undefined|\[object/, template);
  }
  const [verify] = await app.test.mails({ template: 'verify-email' });
  t.ok(verify?.text?.includes(link));
  t.ok(verify?.html?.includes('href="https://shop.example/verify?token=a&amp;b=&lt;c&gt;"'));
  t.match(verify?.text, /good for 1 hour/);
  const [device] = await app.test.mails({ template: 'new-device' });
  t.ok(device?.text?.includes('Device: <b>Firefox</b> on Linux\n'));
  for (const wrong of ['javascript:alert(1)', 'data:text/html,x', '', undefined, 'https://']) {
    await t.rejects(app.mail.send({ to: letter.to, template: 'reset-password', data: { link: wrong } }), /data\.link/);
  }
});

t.test('an author replaces templates and adds some', async (t) => {
  await using app = await startMailApp(
    {},
    {
      templates: {
        'verify-email': async ({ data, locale, title }) => ({
          subject: `${locale}: ${title}`,
          text: `Hier: ${data.link}`,
          html: html`<p title="${'"x'}">${data.name} ${[html`<b>${"it's"}</b>`, null]}</p>`,
        }),
        receipt: () => ({ subject: 'Receipt', text: 'Thanks' }),
      },
    },
  );
  await app.mail.send({ to: letter.to, template: 'verify-email', locale: 'de', data: { link, name: '<script>alert(1)</script>' } });
  await app.mail.send({ to: letter.to, template: 'receipt' });
  await app.mail.send({ ...letter, template: 'named-by-a-plugin' });
  const [verify, receipt, named] = await app.test.mails();
  t.match(verify, {
    subject: 'de: Tea & <Cake>',
    text: `Hier: ${link}`,
    html: '<p title="&quot;x">&lt;script&gt;alert(1)&lt;/script&gt; <b>it&#39;s</b></p>',
    template: 'verify-email',
    locale: 'de',
  });
  t.match(receipt, { subject: 'Receipt', text: 'Thanks', html: null });
  t.match(named, { subject: letter.subject, template: 'named-by-a-plugin' });
  t.same(await app.test.mails({ to: 'nobody@example.com' }), []);
});

t.test('encryption', async (t) => {
  const right = makeCertificate('IP:127.0.0.1');
  const foreign = makeCertificate('DNS:elsewhere.example');
  const unsent = async (t: Test, office: PostOffice, { error, ...more }: SmtpOptions & { error: RegExp }) => {
    await using app = await startMailApp({}, local(office.port, more));
    await app.mail.send(letter);
    await eventually(async () => (await app.stored()).error !== null);
    t.match(await app.stored(), { state: 'queued', text: letter.text, error });
    t.same(office.letters, []);
  };
  const account = { user: 'shop', password: 'right' };

  t.test('a certificate that nobody vouches for stops the mail, and the password', async (t) => {
    await using office = await PostOffice.open({ authOptional: false });
    await unsent(t, office, { tls: 'required', ...account, error: /certificate/ });
    await unsent(t, office, { tls: 'optional', ...account, error: /certificate/ });
    await using implicit = await PostOffice.open({ authOptional: false, secure: true });
    await unsent(t, implicit, { tls: 'implicit', ...account, error: /certificate/ });
    t.same([...office.passwords, ...implicit.passwords], []);
  });

  t.test('a server that does not offer encryption gets nothing where it is required', async (t) => {
    await using office = await PostOffice.open({
      authOptional: false,
      allowInsecureAuth: true,
      hideSTARTTLS: true,
      disabledCommands: ['STARTTLS'],
    });
    await unsent(t, office, { tls: 'required', ...account, error: /ETLS|TLS/ });
    t.same(office.passwords, []);
  });

  const skip = right && foreign ? false : 'no openssl';
  t.test('a certificate for another name stops the mail', { skip }, async (t) => {
    await using office = await PostOffice.open({ ...foreign });
    await unsent(t, office, { tls: 'required', ca: foreign?.cert, error: /altnames|IP/ });
  });

  t.test('a certificate that the author vouches for will do', { skip }, async (t) => {
    for (const [tls, secure] of [
      ['required', false],
      ['implicit', true],
    ] as const) {
      await using office = await PostOffice.open({ ...right, secure, authOptional: false });
      await using app = await startMailApp({}, local(office.port, { tls, ca: right?.cert, ...account }));
      await app.mail.send(letter);
      await eventually(() => office.letters.length === 1);
      t.match(office.letters[0], { secure: true, user: 'shop' });
    }
  });
});

t.test('mistakes in the settings are told at the start, and never the password', async (t) => {
  const database = await temporaryDatabase();
  t.teardown(() => database.remove());
  const start = async (smtp: object | undefined, variables: Record<string, string> = {}) => {
    const environment = { PLINTH_SECRET: 'a secret that only this test app has', ...variables };
    const config = { collections: {}, plugins: [mail({ smtp: smtp as never })] };
    const app = await createApp(config, { environment, data: database.data, database: database.url, migrate: true, log: 'silent' });
    await app.close();
  };
  const from = 'Shop <no-reply@shop.example>';
  const wrong: readonly [object | undefined, RegExp, Record<string, string>?][] = [
    [{ host: 'mail.example' }, /smtp\.from: must be there/],
    [{ from }, /smtp\.host: must be/],
    [{ host: 'mail.example', from: 'Shop <no-reply@shop.example>\r\nBcc: eve@example.com' }, /smtp\.from: must be one address/],
    [{ host: 'mail.example', from: 'a@b.example, c@d.example' }, /smtp\.from/],
    [{ host: 'mail.example', from: '"Shop" no-reply@shop.example' }, /smtp\.from/],
    [{ host: 'mail.example\r\nQUIT', from }, /smtp\.host/],
    [{ host: 'mail.example', from, user: 'u' }, /smtp\.password/],
    [{ host: 'mail.example', from, tls: 'maybe' }, /smtp\.tls/],
    [{ host: 'mail.example', from, port: 70_000 }, /smtp\.port/],
    [{ host: 'mail.example', from, timeout: 1 }, /smtp\.timeout/],
    [{ host: 'mail.example', from, ca: 'x' }, /smtp\.ca/],
    [{ host: 'mail.example', from, pass: 'hunter2' }, /smtp\.pass: there is no such key/],
    [{ url: 'smtp://mail.example', host: 'mail.example', from }, /smtp\.host: must be left out/],
    [{ url: 'http://mail.example', from }, /smtp\.url: must be an address/],
    [{ url: 'smtp://u:hunter2@mail.example/x', from }, /smtp\.url: must end/],
    [{ url: 'smtp://u:hunter2%@mail.example', from }, /smtp\.url/],
    [{ url: 'smtp://u:hunter2@mail.example?tls.rejectUnauthorized=false', from }, /knows no parameter but tls/],
    [undefined, /PLINTH_SMTP_URL/, { PLINTH_SMTP_URL: 'mail.example', PLINTH_MAIL_FROM: from }],
    [undefined, /smtp\.from: must be there/, { PLINTH_SMTP_URL: 'smtp://mail.example' }],
    [{ host: 'mail.example', from }, /PLINTH_MAIL_FROM: must be one address/, { PLINTH_MAIL_FROM: 'nobody' }],
  ];
  for (const [smtp, message, environment] of wrong) {
    const failed = await start(smtp, environment).then(
      () => undefined,
      (error: unknown) => error,
    );
    t.match(failed, { name: 'ConfigError', message }, JSON.stringify(smtp));
    t.notMatch(String(failed), /hunter2/);
  }
  for (const url of ['smtp://mail.example', 'smtps://user:p%40ss@mail.example', 'smtp://[::1]:25', 'smtp://mailpit:1025?tls=off']) {
    await start({ url, from });
    await start(undefined, { PLINTH_SMTP_URL: url, PLINTH_MAIL_FROM: from });
  }
  await start({ host: 'mail.example', from, port: 2525 });
});

t.test('the environment comes before the config, and never gets its password', async (t) => {
  const from = 'no-reply@shop.example';
  const written = { host: 'mail.example', user: 'shop', password: 'hunter2', from, timeout: 5000 };
  const sender = { name: '', address: from };
  t.same(readSmtp(written, {}), { ...written, port: 587, tls: 'required', ca: undefined, from: sender });
  const url = 'smtp://other.example:2525';
  const other = { host: 'other.example', port: 2525, user: undefined, password: undefined, tls: 'required' };
  t.same(readSmtp(written, { PLINTH_SMTP_URL: url }), { ...other, ca: undefined, from: sender, timeout: 5000 });
  const named = readSmtp(written, { PLINTH_MAIL_FROM: '"Tea, Cake" <tea@shop.example>' });
  t.same(named?.from, { name: 'Tea, Cake', address: 'tea@shop.example' });
  t.equal(readSmtp(undefined, { PLINTH_MAIL_FROM: from }), undefined, 'a sender alone sends nothing');
  const secure = readSmtp({ url: 'smtps://user%40shop:p%3Ass@[::1]', from }, {});
  t.match(secure, { host: '::1', port: 465, tls: 'implicit', user: 'user@shop', password: 'p:ss' });
  t.match(readSmtp({ host: 'localhost', from }, {}), { port: 587, tls: 'optional' });
  t.match(readSmtp({ host: 'mail.example', port: 465, from }, {}), { tls: 'implicit' });
});
