import t from 'tap';
import { eachDatabase } from '../../each-database.ts';
import { type Answer, type Blog, goodPassword, startBlog } from './auth-app.ts';

const code = ({ status, body }: Answer) => `${status} ${String(body.code ?? '')}`.trim();

/** What two answers say, without the number of the request. */
const said = ({ status, body: { instance: _, ...body }, headers }: Answer) => ({
  status,
  body,
  headers: [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
});

async function countAccounts(app: Blog): Promise<number> {
  return (await app.records.list('users', { count: 'exact', limit: 1 })).total ?? 0;
}

eachDatabase(t, async (t, choice) => {
  t.test('signing up makes an account and signs it in', async (t) => {
    await using app = await startBlog(choice);
    const answer = await app.post('sign-up', { email: ' Ａnn@Example.com'.trim(), password: goodPassword, name: 'Ann' });
    t.equal(answer.status, 201);
    t.same(Object.keys(answer.body), ['accessToken', 'refreshToken', 'expiresIn', 'user']);
    t.equal(answer.body.expiresIn, 900);
    t.match(answer.body.user, { email: 'ann@example.com', emailVerified: false, name: 'Ann', role: 'member', version: 1 });
    t.notOk('note' in (answer.body.user as object), 'hidden fields stay hidden');
    t.equal(answer.headers.get('cache-control'), 'no-store');
    const { accessToken } = answer.body as { accessToken: string };
    t.match((await app.get('/api/auth/me', accessToken)).body, { email: 'ann@example.com' });
    t.equal((await app.get('/api/auth/users/me', accessToken)).status, 200, 'the long form means the same collection');
    t.equal(code(await app.get('/api/auth/staff/me', accessToken)), '403 forbidden');
    t.equal(code(await app.get('/api/auth/teams/me', accessToken)), '404 not_found', 'only accounts have such routes');
    t.equal(code(await app.get('/api/auth/me')), '401 unauthorized');
    t.equal(code(await app.post('sign-up', { email: 'ANN@example.com', password: goodPassword })), '409 unique_violation');
    t.equal(await countAccounts(app), 1);

    const staff = await app.send('POST', '/api/auth/staff/sign-up', { body: { email: 'ann@example.com', password: goodPassword } });
    t.equal(staff.status, 201, 'the same address may have an account in another collection');
    t.equal(code(await app.get('/api/auth/me', String(staff.body.accessToken))), '403 forbidden');
    t.match(
      (await app.get('/api/auth/staff/me', String(staff.body.accessToken))).body,
      { email: 'ann@example.com' },
      'also without a rule',
    );
  });

  t.test('nobody gives himself what is not his to give', async (t) => {
    await using app = await startBlog(choice);
    const open = await app.records.create('teams', { title: 'Open', open: 'yes' });
    const closed = await app.records.create('teams', { title: 'Closed' });
    const ann = await app.join('ann@example.com');
    const given: readonly [string, unknown][] = [
      ['role', 'editor'],
      ['emailVerified', true],
      ['email_verified', true],
      ['version', 7],
      ['id', '01900000-0000-7000-8000-00000000000a'],
      ['createdAt', '2020-01-01T00:00:00.000Z'],
      ['updatedAt', '2020-01-01T00:00:00.000Z'],
      ['note', 'x'],
      ['posts', []],
      ['passwordHash', 'x'],
      ['password_hash', 'x'],
      ['credentials', {}],
      ['admin', true],
      ['data', { role: 'editor' }],
      ['data.role', 'editor'],
      ['Role', 'editor'],
      ['setupToken', 'x'],
    ];
    for (const [name, value] of given) {
      const body = { email: 'bob@example.com', password: goodPassword, [name]: value };
      t.equal(code(await app.post('sign-up', body)), '400 unknown_field', `sign-up with ${name}`);
      t.equal(
        code(await app.send('PATCH', '/api/auth/me', { token: ann.accessToken, body: { [name]: value } })),
        '400 unknown_field',
        `PATCH me with ${name}`,
      );
    }
    t.equal(
      code(await app.post('sign-up', { email: 'bob@example.com', password: goodPassword, nickname: 'B' })),
      '400 unknown_field',
      'a field with a rule',
    );
    for (const name of ['email', 'password'])
      t.equal(
        code(await app.send('PATCH', '/api/auth/me', { token: ann.accessToken, body: { [name]: 'new@example.com' } })),
        '400 unknown_field',
        name,
      );
    for (const path of ['sign-in', 'refresh', 'password/forgot', 'password/reset', 'email/verify', 'sign-out'])
      t.equal(
        code(await app.post(path, { email: 'a@b.example', password: goodPassword, refreshToken: 'x', token: 'x', userId: '1' })),
        '400 unknown_field',
        path,
      );

    t.equal(
      code(await app.post('sign-up', { email: 'bob@example.com', password: goodPassword, team: closed.id })),
      '409 reference_violation',
    );
    t.equal(
      code(await app.post('sign-up', { email: 'bob@example.com', password: goodPassword, team: '01900000-0000-7000-8000-00000000000a' })),
      '409 reference_violation',
    );
    t.equal(await countAccounts(app), 1, 'nobody was made');
    const bob = await app.join('bob@example.com', { team: open.id });
    t.equal(bob.user.team, open.id);
    const patched = await app.send('PATCH', '/api/auth/me', { token: ann.accessToken, body: { name: 'Ann', nickname: 'A' } });
    t.match(patched.body, { name: 'Ann', nickname: 'A', role: 'member', version: 2 });
    t.equal(code(await app.send('PATCH', '/api/auth/me', { body: { name: 'x' } })), '401 unauthorized');
    const keyed = { token: ann.accessToken, body: { nickname: 'B' }, headers: { 'idempotency-key': 'one' } };
    for (const version of [3, 3])
      t.match((await app.send('PATCH', '/api/auth/me', keyed)).body, { nickname: 'B', version }, 'a repeated change has one effect');
  });

  t.test('what is no text, or not one that can be, is refused wherever a secret is asked for', async (t) => {
    await using app = await startBlog(choice, { limits: { requests: 1000, address: 1000 } });
    const ann = await app.join('ann@example.com');
    const forms: readonly [string, Record<string, unknown>][] = [
      ['sign-up', { email: 'bob@example.com', password: goodPassword }],
      ['sign-in', { email: 'ann@example.com', password: goodPassword }],
      ['refresh', { refreshToken: 'x' }],
      ['password/forgot', { email: 'ann@example.com' }],
      ['password/reset', { token: 'x', password: goodPassword }],
      ['password/change', { currentPassword: goodPassword, password: 'another good one' }],
      ['email/verify', { token: 'x' }],
      ['email/change', { email: 'new@example.com', password: goodPassword }],
    ];
    const wrong: readonly unknown[] = [undefined, null, 0, 1, true, {}, { $ne: null }, { length: 3 }, [], ['a'], [[]], ''];
    for (const [path, good] of forms) {
      for (const name of Object.keys(good)) {
        for (const value of wrong) {
          const answer = await app.post(path, { ...good, [name]: value }, ann.accessToken);
          t.equal(code(answer), '400 validation_failed', `${path} with ${name} ${JSON.stringify(value)}`);
          t.equal((answer.body.errors as { path: string }[])[0]?.path, name);
        }
        const nul = await app.send('POST', `/api/auth/${path}`, { body: { ...good, [name]: 'a\0b' }, token: ann.accessToken });
        t.equal(code(nul), '400 invalid_string', `${path} with NUL in ${name}`);
        const long = await app.post(path, { ...good, [name]: 'x'.repeat(1_000_000) }, ann.accessToken);
        t.match(
          code(long),
          /^40[01] (validation_failed|password_too_long|invalid_token|code_invalid|invalid_credentials)$/,
          `${path} with a megabyte in ${name}`,
        );
      }
      for (const body of [[], 'x', 1, null])
        t.equal(code(await app.post(path, body, ann.accessToken)), '400 validation_failed', `${path} with ${JSON.stringify(body)}`);
      t.equal(code(await app.post(path, undefined, ann.accessToken)), '400 malformed_json', `${path} without a body`);
    }
    for (const email of [
      'ann',
      'ann@',
      '@example.com',
      'ann@example',
      'a b@example.com',
      'ann@example.com.',
      'ann@@example.com',
      'ann@example.com\r\nBcc: x@example.com',
    ])
      t.equal(code(await app.post('sign-in', { email, password: goodPassword })), '400 validation_failed', JSON.stringify(email));
    t.equal((await app.get('/api/auth/me', ann.accessToken)).status, 200, 'and nothing has changed');
    t.equal(await countAccounts(app), 1);
  });

  t.test('passwords are hashed whole, and are good enough', async (t) => {
    await using app = await startBlog(choice);
    const long = 'x'.repeat(100);
    await app.join('ann@example.com', { password: `${long}a` });
    t.equal(
      code(await app.post('sign-in', { email: 'ann@example.com', password: `${long}b` })),
      '401 invalid_credentials',
      'the end counts too',
    );
    await app.enter('ann@example.com', `${long}a`);
    const short = await app.post('sign-up', { email: 'bob@example.com', password: 'seven77' });
    t.same(short.body.errors, [{ path: 'password', code: 'password_too_short', message: 'must have at least 8 characters' }]);
    t.equal(
      code(await app.post('sign-up', { email: 'bob@example.com', password: '👍👍👍👍' })),
      '400 validation_failed',
      'characters are counted, not bytes',
    );
    t.equal(code(await app.post('sign-up', { email: 'bob@example.com', password: 'x'.repeat(4097) })), '400 password_too_long');
    t.equal(code(await app.post('sign-in', { email: 'ann@example.com', password: 'x'.repeat(4097) })), '400 password_too_long');
    await app.join('bob@example.com', { password: 'x'.repeat(4096) });
    await app.join('eve@example.com', { password: 'Ａngström Ångström' });
    await app.enter('eve@example.com', 'Angström A\u030angström'.normalize('NFD'));
    const { items } = await app.records.list('_credentials', { fields: ['passwordHash'] });
    for (const { passwordHash } of items) t.match(passwordHash, /^\$argon2id\$/);
  });

  t.test('a known and an unknown address answer alike where nobody may learn which it is', async (t) => {
    await using app = await startBlog(choice, { signUp: 'verified', limits: { mails: 100 } });
    await app.records.create('users', { email: 'ann@example.com', name: 'Ann' });
    const pairs: readonly [string, (email: string) => Record<string, unknown>][] = [
      ['sign-in', (email) => ({ email, password: 'wrong wrong' })],
      ['password/forgot', (email) => ({ email })],
      ['email/verify/send', (email) => ({ email })],
      ['sign-up', (email) => ({ email, password: goodPassword, name: `N ${email}` })],
      ['sign-up', (email) => ({ email, password: goodPassword, name: 'Ann' })],
      ['sign-up', (email) => ({ email, password: 'short' })],
      ['sign-up', (email) => ({ email, password: goodPassword, name: 'x'.repeat(81) })],
      ['sign-up', (email) => ({ email, password: goodPassword, role: 'editor' })],
    ];
    for (const [path, body] of pairs) {
      const known = await app.post(path, body('ann@example.com'));
      const unknown = await app.post(path, body(`new-${Math.random()}@example.com`));
      const strip = (answer: Answer) => JSON.stringify(said(answer));
      t.equal(strip(known), strip(unknown), `${path}: ${code(known)}`);
    }
    const mails = (await app.mails()).map(({ to, template }) => `${to} ${template}`.replace(/new-[\d.]+/, 'new'));
    t.same(mails, [
      'ann@example.com reset-password',
      'ann@example.com verify-email',
      'ann@example.com sign-up-notice',
      'new@example.com verify-email',
    ]);
    t.equal(await countAccounts(app), 2, 'of those who tried, one new account was made');
  });

  t.test('an account that must prove its address first gets in when it has', async (t) => {
    await using app = await startBlog(choice, { signUp: 'verified' });
    const signUp = await app.post('sign-up', { email: 'ann@example.com', password: goodPassword });
    t.equal(signUp.status, 202);
    t.same(signUp.body, {});
    const early = await app.post('sign-in', { email: 'ann@example.com', password: goodPassword });
    t.equal(code(early), '403 forbidden');
    t.equal(
      code(await app.post('sign-in', { email: 'ann@example.com', password: 'wrong wrong' })),
      '401 invalid_credentials',
      'only who knows the password is told',
    );
    const token = await app.secretOf('ann@example.com', 'verify-email');
    t.equal(code(await app.post('email/verify', { token: `${token}x` })), '400 code_invalid');
    t.equal(
      code(await app.send('POST', '/api/auth/staff/email/verify', { body: { token } })),
      '400 code_invalid',
      'it is for one collection',
    );
    t.equal(code(await app.post('password/reset', { token, password: goodPassword })), '400 code_invalid', 'and for one purpose');
    t.equal((await app.post('email/verify', { token })).status, 204);
    t.equal(code(await app.post('email/verify', { token })), '400 code_invalid', 'once');
    t.equal((await app.enter('ann@example.com')).user.emailVerified, true);
    t.same(
      (await app.mails()).map(({ template }) => template),
      ['verify-email'],
    );
    t.equal((await app.post('email/verify/send', { email: 'ann@example.com' })).status, 202);
    t.equal((await app.mails()).length, 1, 'what is proven is not asked again');

    await app.post('sign-up', { email: 'bob@example.com', password: goodPassword });
    app.clock.advance(24 * 3_600_000 + 1);
    t.equal(
      code(await app.post('email/verify', { token: await app.secretOf('bob@example.com', 'verify-email') })),
      '400 code_invalid',
      'for a day',
    );
  });

  t.test('sign-up can be closed', async (t) => {
    await using app = await startBlog(choice, { signUp: false });
    t.equal(code(await app.post('sign-up', { email: 'ann@example.com', password: goodPassword })), '403 forbidden');
    t.equal(await countAccounts(app), 0);
    await app.records.create('users', { email: 'ann@example.com' });
    t.equal(
      code(await app.post('sign-in', { email: 'ann@example.com', password: goodPassword })),
      '401 invalid_credentials',
      'nobody has a password by himself',
    );
    await app.post('password/forgot', { email: 'ann@example.com' });
    t.equal(
      (await app.post('password/reset', { token: await app.secretOf('ann@example.com', 'reset-password'), password: goodPassword })).status,
      204,
    );
    t.equal((await app.enter('ann@example.com')).user.emailVerified, true, 'whoever got the mail has the address');
  });

  t.test('a password is changed by who knows it', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const other = await app.enter('ann@example.com');
    const change = (body: object, token = ann.accessToken) => app.post('password/change', body, token);
    t.equal(code(await change({ currentPassword: 'wrong wrong', password: 'another good one' })), '401 invalid_credentials');
    t.equal(code(await change({ currentPassword: goodPassword, password: 'short' })), '400 validation_failed');
    t.equal(code(await app.post('password/change', { currentPassword: goodPassword, password: 'another good one' })), '401 unauthorized');
    const changed = await change({ currentPassword: goodPassword, password: 'another good one' });
    t.equal(changed.status, 200);
    for (const { accessToken, refreshToken } of [ann, other]) {
      t.equal(code(await app.get('/api/auth/me', accessToken)), '401 session_revoked');
      t.equal(code(await app.post('refresh', { refreshToken })), '401 session_revoked');
    }
    t.equal((await app.get('/api/auth/me', String(changed.body.accessToken))).status, 200, 'who changed it goes on');
    t.equal(code(await app.post('sign-in', { email: 'ann@example.com', password: goodPassword })), '401 invalid_credentials');
    await app.enter('ann@example.com', 'another good one');
    t.equal((await app.mails()).at(-1)?.template, 'password-changed');
  });

  t.test('a password is reset by who gets the mail', async (t) => {
    await using app = await startBlog(choice, { redirects: ['https://app.example/reset'] });
    const ann = await app.join('ann@example.com');
    for (const redirect of [
      '//evil.example',
      'https://evil.example/reset',
      'https://app.example/reset?x=1',
      'https://app.example/reset#x',
      'https://app.example/reset/',
      'https://app.example.evil.example/reset',
      'https://app.example@evil.example/reset',
      'https://app.example/RESET',
      'javascript:alert(1)',
      'data:text/html,x',
      '/\\evil.example',
      'https:evil.example',
    ])
      t.equal(code(await app.post('password/forgot', { email: 'ann@example.com', redirect })), '400 redirect_not_allowed', redirect);
    const evil = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', forwarded: 'host=evil.example' };
    await app.send('POST', '/api/auth/password/forgot', { body: { email: 'ann@example.com' }, headers: evil });
    const first = await app.secretOf('ann@example.com', 'reset-password');
    t.match((await app.mails()).at(-1)?.text, /\nhttps:\/\/blog\.example\/reset-password\?token=[\w-]{43}\n/);
    t.notMatch(JSON.stringify(await app.mails()), /evil/);
    await app.post('password/forgot', { email: 'ann@example.com', redirect: 'https://app.example/reset' });
    t.match((await app.mails()).at(-1)?.text, /\nhttps:\/\/app\.example\/reset\?token=[\w-]{43}\n/);
    const token = await app.secretOf('ann@example.com', 'reset-password');
    t.equal(
      code(await app.post('password/reset', { token: first, password: 'another good one' })),
      '400 code_invalid',
      'the newer one ends the older',
    );
    t.equal(code(await app.post('password/reset', { token, password: 'short' })), '400 validation_failed');
    t.equal((await app.post('password/reset', { token, password: 'another good one' })).status, 204, 'a refusal did not use it up');
    t.equal(code(await app.post('password/reset', { token, password: 'a third good one' })), '400 code_invalid');
    t.equal(code(await app.get('/api/auth/me', ann.accessToken)), '401 session_revoked');
    t.equal(code(await app.post('refresh', { refreshToken: ann.refreshToken })), '401 session_revoked');
    t.equal((await app.enter('ann@example.com', 'another good one')).user.emailVerified, true);
    await app.post('password/forgot', { email: 'ann@example.com' });
    app.clock.advance(3_600_001);
    const late = await app.secretOf('ann@example.com', 'reset-password');
    t.equal(code(await app.post('password/reset', { token: late, password: goodPassword })), '400 code_invalid', 'for an hour');
    const { items } = await app.records.list('_oneTimeSecrets');
    t.notMatch(JSON.stringify(items), late, 'a secret is not stored');
  });

  t.test('an address is changed by who knows the password and has the new one', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    await app.join('bob@example.com');
    const other = await app.enter('ann@example.com');
    const change = (email: string, password = goodPassword) => app.post('email/change', { email, password }, ann.accessToken);
    t.equal(code(await change('new@example.com', 'wrong wrong')), '401 invalid_credentials');
    await app.post('password/forgot', { email: 'ann@example.com' });
    const [free, taken] = [await change('New@Example.com'), await change('bob@example.com')];
    t.equal(JSON.stringify(said(free)), JSON.stringify(said(taken)), 'nobody learns whose an address is');
    t.equal(free.status, 202);
    t.same(
      (await app.mails()).slice(-2).map(({ to, template }) => `${to} ${template}`),
      ['new@example.com change-email', 'bob@example.com sign-up-notice'],
    );
    t.equal((await app.get('/api/auth/me', ann.accessToken)).body.email, 'ann@example.com', 'not before it is proven');
    const [reset, token] = [await app.secretOf('ann@example.com', 'reset-password'), await app.secretOf('new@example.com', 'change-email')];
    t.equal((await app.post('email/verify', { token })).status, 204);
    t.match((await app.get('/api/auth/me', ann.accessToken)).body, { email: 'new@example.com', emailVerified: true });
    t.equal(code(await app.get('/api/auth/me', other.accessToken)), '401 session_revoked', 'other sessions end');
    t.equal(
      code(await app.post('password/reset', { token: reset, password: goodPassword })),
      '400 code_invalid',
      'and so do codes to the old address',
    );
    t.match((await app.mails()).at(-1), { to: 'ann@example.com', template: 'email-changed', text: /new@example\.com/ });
    await app.enter('new@example.com');
    t.equal(code(await app.post('sign-in', { email: 'ann@example.com', password: goodPassword })), '401 invalid_credentials');
  });

  t.test('of an address that is taken meanwhile nobody loses anything', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    await app.post('email/change', { email: 'new@example.com', password: goodPassword }, ann.accessToken);
    await app.join('new@example.com');
    const token = await app.secretOf('new@example.com', 'change-email');
    t.equal(code(await app.post('email/verify', { token })), '409 unique_violation');
    t.equal((await app.get('/api/auth/me', ann.accessToken)).body.email, 'ann@example.com');
  });
});
