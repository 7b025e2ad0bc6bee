import t from 'tap';
import { eachDatabase } from '../../each-database.ts';
import { type Answer, type Blog, goodPassword, makeAdmin, startBlog } from './auth-app.ts';

const code = ({ status, body }: Answer) => `${status} ${String(body.code ?? '')}`.trim();

/** How often each answer came. */
function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[code(answer)] = (counts[code(answer)] ?? 0) + 1;
  return counts;
}

const times = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));

const unlimited = { limits: { account: 1000, address: 1000, requests: 1000, mails: 1000 } };

/** What a sign-in is sent as. */
interface Sent {
  readonly body: object;
  readonly ip?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A sign-in from an address of the test’s choice. */
async function signIn(app: Blog, { body, ip = '127.0.0.1', path = 'sign-in', headers = {} }: Sent): Promise<string> {
  const answer = await app.app.server.inject({ method: 'POST', url: `/api/auth/${path}`, remoteAddress: ip, payload: body, headers });
  return `${answer.statusCode} ${answer.json().code ?? ''}`.trim();
}

eachDatabase(t, async (t, choice) => {
  t.test('of fifty who use one secret at once one gets through', async (t) => {
    await using app = await startBlog(choice, unlimited);
    const ann = await app.join('ann@example.com');
    const used = { '204': 1, '400 code_invalid': 49 };
    const verify = await app.secretOf('ann@example.com', 'verify-email');
    t.same(tally(await times(50, () => app.post('email/verify', { token: verify }))), used, 'to prove an address');
    await app.post('email/change', { email: 'new@example.com', password: goodPassword }, ann.accessToken);
    const change = await app.secretOf('new@example.com', 'change-email');
    t.same(tally(await times(50, () => app.post('email/verify', { token: change }))), used, 'to change it');
    await app.post('password/forgot', { email: 'new@example.com' });
    const reset = await app.secretOf('new@example.com', 'reset-password');
    t.same(
      tally(await times(50, (index) => app.post('password/reset', { token: reset, password: `another good one ${index}` }))),
      used,
      'to reset a password',
    );
    t.equal((await app.mails()).filter(({ template }) => template === 'password-changed').length, 1);
    t.same((await app.records.list('_oneTimeSecrets')).items, []);
  });

  t.test('of fifty who sign up with one address at once one gets it', async (t) => {
    await using app = await startBlog(choice, unlimited);
    t.same(
      tally(
        await times(50, (index) =>
          app.post('sign-up', { email: index % 2 ? 'Ann@example.com' : 'ann@example.com', password: goodPassword }),
        ),
      ),
      {
        '201': 1,
        '409 unique_violation': 49,
      },
    );
    t.equal((await app.records.list('users')).items.length, 1);
    t.equal((await app.records.list('_credentials')).items.length, 1, 'and those who did not get it left nothing');
    t.equal((await app.records.list('_sessions')).items.length, 1);
    t.equal((await app.mails()).length, 1);
  });

  t.test('twenty who sign in at once have twenty sessions', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const tokens = await times(20, () => app.enter('ann@example.com'));
    t.equal(new Set(tokens.map(({ refreshToken }) => refreshToken)).size, 20);
    t.same(tally(await Promise.all(tokens.map(({ accessToken }) => app.get('/api/auth/me', accessToken)))), { '200': 20 });
    t.equal(((await app.get('/api/auth/sessions', ann.accessToken)).body.items as []).length, 21);
  });

  t.test('fifty uses of one refresh token at once are siblings of one session', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const answers = await times(50, () => app.post('refresh', { refreshToken: ann.refreshToken }));
    t.same(tally(answers), { '200': 50 });
    t.equal(new Set(answers.map(({ body }) => body.refreshToken)).size, 50);
    t.equal((await app.records.list('_sessions')).items.length, 1);
    app.clock.advance(10_001);
    t.same(tally(await times(50, () => app.post('refresh', { refreshToken: ann.refreshToken }))), {
      '401 token_reused': 1,
      '401 session_revoked': 49,
    });
    t.equal((await app.trail()).filter((line) => line === 'refresh failure token_reused').length, 1);
  });

  t.test('nobody is left signed in who came in while his password changed, or while he was banned', async (t) => {
    await using app = await startBlog(choice, unlimited);
    const ann = await app.join('ann@example.com');
    const admin = await makeAdmin(app);
    const meanwhile = async (act: () => Promise<Answer>, password: string): Promise<void> => {
      const [done, ...entered] = await Promise.all([
        act(),
        ...Array.from({ length: 20 }, () => app.post('sign-in', { email: 'ann@example.com', password })),
      ]);
      t.ok(done && done.status < 300);
      for (const { body } of entered)
        if (body.accessToken) t.equal(code(await app.get('/api/auth/me', String(body.accessToken))), '401 session_revoked');
    };
    const change = { currentPassword: goodPassword, password: 'another good one' };
    await meanwhile(() => app.post('password/change', change, ann.accessToken), goodPassword);
    await meanwhile(() => app.post(`users/${String(ann.user.id)}/ban`, {}, admin), 'another good one');
    const live = await app.records.list('_sessions', { where: { account: ann.user.id, revokedAt: null } });
    t.same(live.items, []);
  });

  t.test('wrong passwords are counted, however they come', async (t) => {
    await using app = await startBlog(choice);
    await app.join('ann@example.com');
    const wrong = { email: 'ann@example.com', password: 'wrong wrong' };
    t.same(
      tally(await times(200, () => app.post('sign-in', wrong))),
      { '401 invalid_credentials': 10, '429 rate_limited': 190 },
      'also all at once',
    );
    t.equal((await app.trail()).filter((line) => line.startsWith('sign-in failure')).length, 10);
    const refused = await app.post('sign-in', wrong);
    t.equal(code(refused), '429 rate_limited');
    t.equal(refused.headers.get('retry-after'), '900');
    t.equal(code(await app.post('sign-in', { email: 'ann@example.com', password: goodPassword })), '429 rate_limited', 'the right one too');
    for (const ip of ['203.0.113.7', '2001:db8::1']) t.equal(await signIn(app, { ip, body: wrong }), '429 rate_limited', `from ${ip}`);
    t.equal(
      await signIn(app, { body: wrong, headers: { 'x-forwarded-for': '203.0.113.9' } }),
      '429 rate_limited',
      'whatever a header says',
    );
    t.equal(await signIn(app, { body: { ...wrong, email: 'ANN@EXAMPLE.COM' } }), '429 rate_limited', 'however it is written');
    t.equal(await signIn(app, { path: 'users/sign-in', body: wrong }), '429 rate_limited', 'by either address');
    for (const path of ['/sign-in', 'sign-in/', 'SIGN-IN', 'sign-in;a', '%73ign-in', 'sign-in%2e', './sign-in%2F'])
      t.match(await signIn(app, { path, body: wrong }), /^40[45] /, `${path} leads nowhere`);
    const batch = await app.send('POST', '/api/batch', { body: { operations: [{ method: 'create', collection: 'auth', data: wrong }] } });
    t.match(code(batch), /^4/);
    t.equal(code(await app.send('GET', '/api/auth/sign-in', { headers: { 'x-http-method-override': 'POST' } })), '405 method_not_allowed');
    app.clock.advance(15 * 60_000);
    await app.enter('ann@example.com');

    for (let index = 0; index < 9; index++) await app.post('sign-in', wrong);
    await app.enter('ann@example.com');
    t.same(
      tally(await times(12, () => app.post('sign-in', wrong))),
      { '401 invalid_credentials': 10, '429 rate_limited': 2 },
      'the right one begins anew',
    );
    await app.post('password/forgot', { email: 'ann@example.com' });
    await app.post('password/reset', { token: await app.secretOf('ann@example.com', 'reset-password'), password: 'another good one' });
    await app.enter('ann@example.com', 'another good one');
  });

  t.test('one address may not try all accounts, and of IPv6 a /64 is one address', async (t) => {
    await using app = await startBlog(choice, { limits: { address: 5 } });
    let count = 0;
    const guess = (ip: string) => signIn(app, { ip, body: { email: `reader${++count}@example.com`, password: 'wrong wrong' } });
    for (const [name, ips, other] of [
      ['IPv4', ['203.0.113.7', '::ffff:203.0.113.7', '::FFFF:203.0.113.7', '203.0.113.7', '203.0.113.7'], '203.0.113.8'],
      [
        'IPv6',
        ['2001:db8:1:2::1', '2001:0db8:0001:0002:ffff::', '2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::', '2001:db8:1:2:0:1:0:0'],
        '2001:db8:1:3::1',
      ],
    ] as const) {
      for (const ip of ips) t.equal(await guess(ip), '401 invalid_credentials', ip);
      t.equal(await guess(ips[0]), '429 rate_limited', name);
      t.equal(await guess(other), '401 invalid_credentials', other);
    }
  });

  t.test('mails and sign-ups are limited alike for known and unknown addresses', async (t) => {
    await using app = await startBlog(choice, { limits: { mails: 2, requests: 12 } });
    await app.join('ann@example.com');
    for (const email of ['ann@example.com', 'nobody@example.com'])
      t.same(tally(await times(4, () => app.post('password/forgot', { email }))), { '202': 2, '429 rate_limited': 2 }, email);
    t.equal(code(await app.post('email/verify/send', { email: 'ann@example.com' })), '429 rate_limited', 'of whichever kind');
    for (let index = 0; index < 7; index++) await app.post('password/forgot', { email: `n${index}@example.com` });
    t.equal(code(await app.post('password/forgot', { email: 'n9@example.com' })), '429 rate_limited');
    t.equal(code(await app.post('sign-up', { email: 'bob@example.com', password: goodPassword })), '429 rate_limited');
  });
});
