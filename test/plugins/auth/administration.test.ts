import { pino } from 'pino';
import { createApp, definePlugin, type Plugin, text } from 'plinth';
import { auth, type Identity, password } from 'plinth/plugins/auth';
import { createTestApp } from 'plinth/testing';
import t from 'tap';
import { clean } from '../../../plugins/auth/cleaning.ts';
import { PlinthProcess, Project, plinth } from '../../core/cli/plinth-process.ts';
import { eachDatabase } from '../../each-database.ts';
import { type Answer, type Blog, blogConfig, cheap, databaseOf, goodPassword, makeAdmin, startBlog } from './auth-app.ts';

const code = ({ status, body }: Answer) => `${status} ${String(body.code ?? '')}`.trim();

eachDatabase(t, async (t, choice) => {
  t.test('administrators are accounts of their own, and nobody makes himself one', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const signUp = (body: object) => app.send('POST', '/api/auth/_admins/sign-up', { body });
    const eve = { email: 'eve@example.com', password: goodPassword };
    t.equal(code(await signUp(eve)), '400 validation_failed', 'without the secret of the first start');
    t.equal(code(await signUp({ ...eve, setupToken: 'x' })), '400 code_invalid');
    const admin = await makeAdmin(app);
    t.equal((await app.get('/api/_admins', admin)).status, 200);
    t.equal(code(await app.get('/api/_admins', ann.accessToken)), '404 not_found');
    t.equal(code(await app.send('POST', '/api/_admins', { token: ann.accessToken, body: { email: 'eve@example.com' } })), '404 not_found');
    t.equal((await app.get('/api/posts', admin)).status, 200, 'every rule is true for him');
    t.match((await app.get('/api/auth/_admins/me', admin)).body, { email: 'root@example.com' });
    t.equal(code(await app.get('/api/auth/me', admin)), '403 forbidden');
    t.equal(
      code(await app.send('POST', '/api/auth/_admins/sign-in', { body: { email: 'ann@example.com', password: goodPassword } })),
      '401 invalid_credentials',
    );
    t.equal(code(await app.post('sign-in', { email: 'root@example.com', password: goodPassword })), '401 invalid_credentials');
    t.equal(code(await app.send('POST', '/api/auth/_admins/impersonate', { token: admin, body: { id: ann.user.id } })), '404 not_found');
    t.match(
      (await app.mails()).find(({ to }) => to === 'root@example.com')?.text,
      /https:\/\/blog\.example\/admin\/reset-password\?token=/,
    );
  });

  t.test('what must never leave is hidden from administrators too', async (t) => {
    await using app = await startBlog(choice);
    await app.join('ann@example.com');
    await app.post('password/forgot', { email: 'ann@example.com' });
    const admin = await makeAdmin(app);
    for (const [collection, hidden] of [
      ['_credentials', ['passwordHash', 'passwordStamp']],
      ['_refreshTokens', ['digest']],
      ['_oneTimeSecrets', ['digest']],
    ] as const) {
      const { body } = await app.get(`/api/${collection}`, admin);
      const [row] = body.items as Record<string, unknown>[];
      t.ok(row, collection);
      for (const field of hidden) {
        t.notOk(field in (row ?? {}), `${collection}.${field}`);
        t.equal(code(await app.get(`/api/${collection}?where[${field}][startsWith]=a`, admin)), '400 unknown_field');
        t.equal(code(await app.get(`/api/${collection}?sort=${field}`, admin)), '400 unknown_field');
        t.equal(
          code(await app.send('PATCH', `/api/${collection}/${String(row?.id)}`, { token: admin, body: { [field]: 'x' } })),
          '400 unknown_field',
        );
      }
    }
    const [event] = (await app.records.list('_authEvents', { limit: 1 })).items;
    for (const [method, body] of [
      ['PATCH', { action: 'x' }],
      ['DELETE', undefined],
    ] as const)
      t.equal(
        code(await app.send(method, `/api/_authEvents/${String(event?.id)}`, { token: admin, ...(body && { body }) })),
        '403 forbidden',
        `${method} of the trail`,
      );
    t.equal(code(await app.send('POST', '/api/_authEvents', { token: admin, body: { action: 'x', result: 'success' } })), '403 forbidden');
    const { status, body } = await app.get('/api/openapi.json');
    t.equal(status, 200);
    const paths = Object.keys(body.paths as object);
    t.ok(paths.includes('/api/auth/users/sign-in'));
    t.notOk(
      paths.some((path) => path.includes('/_')),
      'and OpenAPI does not speak of them',
    );
  });

  t.test('a banned account is out until it is let in again', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const bob = await app.join('bob@example.com');
    const admin = await makeAdmin(app);
    const id = String(ann.user.id);
    for (const path of [`users/${id}/ban`, `users/${id}/unban`, 'impersonate']) {
      t.equal(code(await app.post(path, { id })), '401 unauthorized', path);
      t.equal(code(await app.post(path, { id }, bob.accessToken)), '403 forbidden', path);
    }
    const enter = () => app.post('sign-in', { email: 'ann@example.com', password: goodPassword });
    t.equal((await app.post(`users/${id}/ban`, { reason: 'spam' }, admin)).status, 204);
    t.equal(code(await app.get('/api/auth/me', ann.accessToken)), '401 session_revoked');
    t.equal(code(await app.post('refresh', { refreshToken: ann.refreshToken })), '401 session_revoked');
    t.equal(code(await enter()), '403 forbidden');
    t.equal(
      code(await app.post('sign-in', { email: 'ann@example.com', password: 'wrong wrong' })),
      '401 invalid_credentials',
      'only who knows the password is told',
    );
    t.equal(code(await app.post('impersonate', { id }, admin)), '409 conflict');
    t.equal((await app.post(`users/${id}/unban`, undefined, admin)).status, 204);
    t.equal((await enter()).status, 200);
    t.equal((await app.post(`users/${id}/ban`, { until: '2026-03-02T12:00:00Z' }, admin)).status, 204);
    t.equal(code(await enter()), '403 forbidden');
    app.clock.advance(86_400_001);
    t.equal((await enter()).status, 200, 'it ends by itself');
    const fresh = String(
      (await app.send('POST', '/api/auth/_admins/sign-in', { body: { email: 'root@example.com', password: goodPassword } })).body
        .accessToken,
    );
    for (const until of ['2026-03-01T12:00:00Z', 'x', '2026-13-01'])
      t.equal(code(await app.post(`users/${id}/ban`, { until }, fresh)), '400 validation_failed', until);
    for (const unknown of ['x', '01900000-0000-7000-8000-00000000000a'])
      t.equal(code(await app.post(`users/${unknown}/ban`, {}, fresh)), '404 not_found', unknown);
    const own = String((await app.get('/api/auth/_admins/me', fresh)).body.id);
    t.equal(
      code(await app.send('POST', `/api/auth/_admins/users/${own}/ban`, { token: fresh, body: {} })),
      '409 conflict',
      'nobody locks himself out',
    );
    t.same(
      (await app.trail()).filter((line) => line.includes('ban')),
      ['ban success', 'unban success', 'ban success'],
    );
  });

  t.test('an administrator who speaks as an account does not take it away', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const admin = await makeAdmin(app);
    const { status, body } = await app.post('impersonate', { id: ann.user.id }, admin);
    t.equal(status, 200);
    const [token, refreshToken] = [String(body.accessToken), String(body.refreshToken)];
    t.match((await app.get('/api/auth/me', token)).body, { email: 'ann@example.com' });
    t.equal(code(await app.get('/api/_admins', token)), '404 not_found', 'he has the rights of the account and no others');
    const forbidden: readonly [string, string, object?][] = [
      ['POST', 'password/change', { currentPassword: goodPassword, password: 'another good one' }],
      ['POST', 'email/change', { email: 'new@example.com', password: goodPassword }],
      ['DELETE', 'sessions'],
    ];
    for (const [method, path, sent] of forbidden)
      t.equal(code(await app.send(method, `/api/auth/${path}`, { token, ...(sent && { body: sent }) })), '403 forbidden', path);
    const sessions = (await app.get('/api/auth/sessions', ann.accessToken)).body.items as { method: string }[];
    t.same(sessions.map(({ method }) => method).sort(), ['impersonation', 'password'], 'and the account can see it');
    const [event] = (await app.records.list('_authEvents', { where: { action: 'impersonate' } })).items;
    t.match(event, { account: ann.user.id, by: (await app.get('/api/auth/_admins/me', admin)).body.id });
    const next = await app.post('refresh', { refreshToken });
    t.equal(next.status, 200);
    app.clock.advance(3_600_000);
    t.equal(
      code(await app.post('refresh', { refreshToken: next.body.refreshToken })),
      '401 invalid_token',
      'it ends after an hour, however busy he is',
    );
  });

  t.test('what hangs on an account goes with it, and its address is its own to change', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const bob = await app.join('bob@example.com');
    const admin = await makeAdmin(app);
    const path = `/api/users/${String(ann.user.id)}`;
    t.equal(code(await app.send('PATCH', path, { token: ann.accessToken, body: { email: 'x@example.com' } })), '400 unknown_field');
    t.equal(
      code(await app.send('PATCH', path, { token: admin, body: { email: 'x@example.com' } })),
      '403 forbidden',
      'not even an administrator changes it',
    );
    t.equal((await app.send('PATCH', path, { token: admin, body: { role: 'editor' } })).status, 200);
    t.equal((await app.send('DELETE', path, { token: admin })).status, 204);
    t.equal(code(await app.get('/api/posts', ann.accessToken)), '401 session_revoked');
    for (const collection of ['_credentials', '_sessions', '_oneTimeSecrets'])
      t.notOk(
        (await app.records.list(collection)).items.some(({ account }) => account === ann.user.id),
        collection,
      );
    t.equal((await app.get('/api/auth/me', bob.accessToken)).status, 200, 'others stay');
    await app.join('ann@example.com');
  });

  t.test('what is of no use any more is taken away, and nothing else', async (t) => {
    await using app = await startBlog(choice, { limits: { requests: 1000 } });
    const place = { records: app.records, now: () => app.clock.now() };
    const count = async () =>
      Promise.all(
        ['_oneTimeSecrets', '_refreshTokens', '_sessions', '_authEvents'].map(
          async (name) => (await app.records.list(name, { count: 'exact', limit: 1 })).total,
        ),
      );
    const ann = await app.join('ann@example.com');
    for (let index = 0; index < 250; index++) await app.records.create('_authEvents', { action: 'sign-in', result: 'failure' });
    await app.post('sign-out', undefined, ann.accessToken);
    const before = await count();
    await clean(place);
    t.same(await count(), before);
    app.clock.advance(24 * 3_600_000 + 1);
    await clean(place);
    t.same(await count(), [0, 1, 1, 252], 'a secret when it has expired');
    app.clock.advance(29 * 24 * 3_600_000);
    await clean(place);
    t.same(await count(), [0, 0, 0, 252], 'a session a month after it ended, with its tokens');
    const bob = await app.join('bob@example.com');
    app.clock.advance(59 * 24 * 3_600_000);
    await clean(place);
    t.same(await count(), [0, 0, 1, 253]);
    app.clock.advance(24 * 3_600_000 + 1);
    await clean(place);
    t.same(await count(), [0, 0, 0, 1], 'the trail after a quarter');
    t.equal(code(await app.post('refresh', { refreshToken: bob.refreshToken })), '401 invalid_token');
  });

  t.test('an identity that was proven elsewhere finds its account, and takes none that is somebody’s', async (t) => {
    const badge = definePlugin(() => ({
      name: 'badge',
      needs: ['auth'],
      setup(host) {
        host.routes(async (fastify) => {
          fastify.post('/api/badge', (request) => {
            const { collection = 'users', ...said } = request.body as { collection?: string } & Identity;
            return host.service('auth').signIn(request, { collection, identity: { ...said, provider: 'badge', profile: {} } });
          });
        });
      },
    }));
    const start = async (signUp: 'open' | 'verified' | false) => {
      const config = { ...blogConfig(), plugins: [auth({ providers: [password(cheap)], signUp }), badge()] };
      const app = await createTestApp(config, choice);
      const post = async (path: string, body: object, token?: string): Promise<Answer> => {
        const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
        const answer = await app.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
        return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
      };
      return { ...app, [Symbol.asyncDispose]: () => app.close(), post };
    };
    const me = async (app: Awaited<ReturnType<typeof start>>, token: unknown) =>
      (await app.request('/api/auth/me', { headers: { authorization: `Bearer ${String(token)}` } })).status;
    {
      await using app = await start('open');
      const ann = { subject: '1', email: 'Ann@example.com', emailVerified: true };
      const first = await app.post('/api/badge', ann);
      t.match(first.body.user, { email: 'ann@example.com', emailVerified: true });
      const again = await app.post('/api/badge', { ...ann, email: 'elsewhere@example.com', emailVerified: false });
      t.same((again.body.user as { id: string }).id, (first.body.user as { id: string }).id, 'known by the subject, whatever the address');
      t.same((await app.post('/api/badge', { ...ann, subject: '2' })).body.user, again.body.user, 'both sides proved the address');
      t.equal(
        code(await app.post('/api/badge', { ...ann, subject: '3', emailVerified: false })),
        '409 conflict',
        'who proved none gets none',
      );
      t.equal(
        code(await app.post('/api/badge', { subject: '4', emailVerified: false })),
        '400 validation_failed',
        'an account needs an address',
      );
      t.equal(
        code(await app.post('/api/badge', { ...ann, subject: '5', collection: '_admins' })),
        '403 forbidden',
        'nobody becomes an administrator',
      );
      t.equal(code(await app.post('/api/badge', { ...ann, subject: '5', collection: 'posts' })), '404 not_found');

      const { id } = first.body.user as { id: string };
      t.equal(
        code(await app.post('/api/badge', { subject: id, account: id, emailVerified: true, basis: 'x' })),
        '401 invalid_credentials',
        'what a proof rests on must still be so',
      );
      t.equal((await app.post('/api/badge', { subject: id, account: id, emailVerified: true })).status, 200);

      const eve = { email: 'bob@example.com', password: goodPassword };
      const lying = await app.post('/api/auth/sign-up', eve);
      t.equal(await me(app, lying.body.accessToken), 200);
      await app.post('/api/badge', { subject: 'x', email: 'eve@example.com', emailVerified: true });
      const bob = await app.post('/api/badge', { subject: '6', email: 'bob@example.com', emailVerified: true });
      t.equal((bob.body.user as { id: string }).id, (lying.body.user as { id: string }).id);
      t.match(bob.body.user, { emailVerified: true });
      t.equal(await me(app, lying.body.accessToken), 401, 'who lay in wait has lost his session');
      t.equal(code(await app.post('/api/auth/refresh', { refreshToken: lying.body.refreshToken })), '401 session_revoked');
      t.equal(code(await app.post('/api/auth/sign-in', eve)), '401 invalid_credentials', 'his password');
      const mail = (await app.mails()).find(({ to, template }) => to === 'bob@example.com' && template === 'verify-email');
      const secret = /token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
      t.equal(code(await app.post('/api/auth/email/verify', { token: secret })), '400 code_invalid', 'and his codes');
      t.equal(await me(app, bob.body.accessToken), 200);
    }
    {
      await using app = await start('verified');
      await app.records.create('users', { email: 'ann@example.com' });
      const answers = [];
      for (const email of ['ann@example.com', 'new@example.com'])
        answers.push(await app.post('/api/badge', { subject: email, email, emailVerified: false }));
      t.same(answers.map(code), ['403 forbidden', '403 forbidden'], 'known and unknown addresses answer alike');
      t.same(answers.map(({ body }) => body.detail)[0], answers.map(({ body }) => body.detail)[1]);
      t.equal((await app.records.list('users')).items.length, 1);
    }
    {
      await using app = await start(false);
      t.equal(code(await app.post('/api/badge', { subject: '1', email: 'ann@example.com', emailVerified: true })), '403 forbidden');
      await app.records.create('users', { email: 'ann@example.com' });
      t.equal((await app.post('/api/badge', { subject: '1', email: 'ann@example.com', emailVerified: true })).status, 200);
    }
  });

  t.test('the first administrator is named by the environment, while there is none', async (t) => {
    await using app = await startBlog(choice);
    const email = 'Root@example.com';
    const named = { PLINTH_ADMIN_EMAIL: email, PLINTH_ADMIN_PASSWORD: goodPassword };
    await Promise.all([0, 1, 2].map(() => startBeside(app, named)));
    const administrators = async () => (await app.records.list('_admins')).items.map((admin) => admin.email);
    t.same(await administrators(), ['root@example.com'], 'also where several processes start at once');
    const { status } = await app.send('POST', '/api/auth/_admins/sign-in', { body: { email, password: goodPassword } });
    t.equal(status, 200);
    await startBeside(app, { PLINTH_ADMIN_EMAIL: 'other@example.com', PLINTH_ADMIN_PASSWORD: 'another good one' });
    await startBeside(app, { PLINTH_ADMIN_EMAIL: email, PLINTH_ADMIN_PASSWORD: 'another good one' });
    t.same(await administrators(), ['root@example.com'], 'later it says nothing');
    t.equal((await app.send('POST', '/api/auth/_admins/sign-in', { body: { email, password: goodPassword } })).status, 200);
    await t.rejects(
      startBeside(app, { PLINTH_ADMIN_EMAIL: email, PLINTH_ADMIN_PASSWORD: 'short' }),
      /PLINTH_ADMIN_PASSWORD|plugins\.auth\.environment/,
    );
  });

  t.test('the first administrator is made by who reads the output, once', async (t) => {
    await using app = await startBlog(choice);
    const links = [await startBeside(app), await startBeside(app)].map((lines) => lines.find(({ link }) => link)?.link);
    t.match(links, [/^https:\/\/blog\.example\/admin\/first-admin\?token=[\w-]{43}$/, String]);
    const [first, second] = links.map((link) => new URL(String(link)).searchParams.get('token'));
    const signUp = (setupToken: unknown, more: object = {}) =>
      app.send('POST', '/api/auth/_admins/sign-up', { body: { email: 'root@example.com', password: goodPassword, setupToken, ...more } });
    t.equal(code(await signUp(first, { name: 'Root' })), '400 unknown_field');
    t.equal(code(await signUp(first, { password: 'short' })), '400 validation_failed');
    t.equal(code(await app.post('sign-up', { email: 'root@example.com', password: goodPassword, setupToken: first })), '400 unknown_field');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => signUp(index % 2 ? first : second, { email: `root${index}@example.com` })),
    );
    t.equal(answers.filter(({ status }) => status === 201).length, 1, 'of all who hold a link one is made');
    t.same(new Set(answers.filter(({ status }) => status !== 201).map(code)), new Set(['400 code_invalid']));
    t.equal((await app.records.list('_admins')).items.length, 1);
    const token = String(answers.find(({ status }) => status === 201)?.body.accessToken);
    t.equal((await app.get('/api/_admins', token)).status, 200);
    t.notOk(
      (await startBeside(app)).some(({ link }) => link),
      'then no link is told any more',
    );

    await using late = await startBlog(choice);
    const link = String((await startBeside(late)).find((line) => line.link)?.link);
    late.clock.advance(24 * 3_600_000 + 1);
    const body = { email: 'root@example.com', password: goodPassword, setupToken: new URL(link).searchParams.get('token') };
    t.equal(code(await late.send('POST', '/api/auth/_admins/sign-up', { body })), '400 code_invalid', 'for a day');
  });
});

t.test('an administrator is made on the command line', async (t) => {
  const config = `import { defineConfig } from 'plinth';\nexport default defineConfig({ collections: {} });\n`;
  using project = new Project({ 'plinth.config.ts': config });
  const make = (...typed: string[]) => plinth(project.folder, 'admin', 'create', ...typed);
  t.match(await make('--email', 'root@example.com'), { code: 1, errors: /The database is behind/ });
  t.match(await make(), { code: 1 });
  t.match(await make('--emial', 'x', '--migrate'), { code: 2, errors: 'There is no flag --emial. Did you mean --email?\n' });
  t.match(await make('--email', 'root@example.com', '--password', 'short'), {
    code: 1,
    errors: 'The password must have at least 8 characters.\n',
  });
  t.match(await make('--email', 'root', '--password', goodPassword), { code: 1, errors: 'The email must be an e-mail address.\n' });
  await using asking = new PlinthProcess(project.folder, ['admin', 'create', '--email', 'Root@example.com']);
  asking.child.stdin?.end(`${goodPassword}\nmore\n`);
  t.equal(await asking.exited, 0);
  t.equal(asking.output, 'root@example.com is an administrator.\n', 'the password is read, and not shown');
  t.match(await make('--email', 'root@example.com', '--password', goodPassword), {
    code: 1,
    errors: 'There is an administrator with this address already.\n',
  });
  t.match(await plinth(project.folder, 'admin', 'creat'), {
    code: 2,
    errors: /^There is no command "admin creat"\. Did you mean admin create\?/,
  });

  await using running = new PlinthProcess(project.folder, ['start', '--port', '0']);
  const body = JSON.stringify({ email: 'root@example.com', password: goodPassword });
  const headers = { 'content-type': 'application/json' };
  t.equal((await fetch(`${await running.url()}/api/auth/_admins/sign-in`, { method: 'POST', headers, body })).status, 200);
});

t.test('what is wrong with the options is told when the app starts', async (t) => {
  const wrong: readonly [object, RegExp][] = [
    [{ signUp: 'opne' }, /plugins\.auth\.signUp: must be "open", "verified" or false/],
    [{ signup: 'open' }, /plugins\.auth\.signup: there is no such option/],
    [{ accessTokenAge: 15 }, /plugins\.auth\.accessTokenAge: must be a span of time/],
    [{ sessionAge: '30 days' }, /plugins\.auth\.sessionAge/],
    [{ limits: { window: '1 hour', account: 0 } }, /limits\.window[\s\S]*limits\.account/],
    [{ redirects: ['/here'] }, /plugins\.auth\.redirects/],
    [{ pages: { resetPassword: '//evil.example' } }, /plugins\.auth\.pages\.resetPassword/],
    [{ pages: { resetPassword: 'javascript:alert(1)' } }, /plugins\.auth\.pages\.resetPassword/],
    [{ providers: [password(), password()] }, /names one provider twice/],
  ];
  for (const [options, message] of wrong) await t.rejects(createTestApp({ collections: {}, plugins: [auth(options as never)] }), message);
  await t.rejects(
    createTestApp({ collections: { sessions: { auth: true, fields: {} } } }),
    /collections\.sessions: is the name of a route of accounts/,
  );
  await t.rejects(
    createTestApp({ collections: { users: { auth: true, fields: { password: text() } } } }),
    /collections\.users\.fields\.password: is what signing up needs/,
  );
  await t.rejects(
    createTestApp({ collections: {}, without: ['mail'] }),
    /plugins\.auth\.needs: needs a plugin that is not there \("mail"\)/,
  );
  await using without = await createTestApp({ collections: { users: { auth: true, fields: {} } }, without: ['auth'] });
  t.equal((await without.request('/api/auth/me')).status, 404);
  await using two = await createTestApp({ collections: { readers: { auth: true, fields: {} }, writers: { auth: true, fields: {} } } });
  t.equal((await two.request('/api/auth/me')).status, 404, 'the short form says nothing where it could mean two');
  t.equal((await two.request('/api/auth/readers/me')).status, 401);
});

/** Starts the same blog once more on the same database, serves for a moment, and answers what plugins logged. */
async function startBeside(app: Blog, environment: Readonly<Record<string, string>> = {}): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  const listening = definePlugin(() => ({
    name: 'listening',
    setup({ log }) {
      const stream = { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) };
      (log as unknown as Record<symbol, unknown>)[pino.symbols.streamSym] = stream;
    },
  }));
  const config = blogConfig() as ReturnType<typeof blogConfig> & { readonly plugins: readonly Plugin[] };
  const beside = await createApp(
    { ...config, port: 0, plugins: [...config.plugins, listening()] },
    {
      data: app.app.settings.data,
      database: databaseOf(app.app),
      log: 'info',
      environment: { PLINTH_SECRET: 'a secret that only this test app has', ...environment },
      now: () => app.clock.now(),
    },
  );
  await beside.listen();
  await beside.close();
  return lines;
}

type LogLine = Readonly<Record<string, unknown>>;
