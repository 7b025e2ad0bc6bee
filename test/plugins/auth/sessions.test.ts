import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { createApp } from 'plinth';
import t from 'tap';
import { eachDatabase } from '../../each-database.ts';
import { type Answer, blogConfig, databaseOf, goodPassword, makeAdmin, startBlog } from './auth-app.ts';

const code = ({ status, body }: Answer) => `${status} ${String(body.code ?? '')}`.trim();

const encode = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined) => JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>;

/** The key with which the app signs, as its secret gives it. */
async function appKey(): Promise<Buffer> {
  const { hkdfSync } = await import('node:crypto');
  return Buffer.from(hkdfSync('sha256', 'a secret that only this test app has', 'plinth', 'access-token', 32));
}

const hmac = (text: string, key: string | Buffer, hash = 'sha256') => createHmac(hash, key).update(text).digest('base64url');
const token = (header: unknown, payload: unknown, sign: (text: string) => string) => {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${sign(text)}`;
};

eachDatabase(t, async (t, choice) => {
  t.test('a token that was not signed here, for this, and is good now is none', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const [headerPart, payloadPart, signature = ''] = ann.accessToken.split('.');
    const [header, payload] = [decode(headerPart), decode(payloadPart)];
    const key = await appKey();
    const right = (text: string) => hmac(text, key);
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
    const seconds = Math.floor(app.clock.now().getTime() / 1000);
    const rsa = (text: string) => signWith('sha256', Buffer.from(text), privateKey).toString('base64url');
    t.equal((await app.get('/api/auth/me', token(header, payload, right))).status, 200, 'the forger has the right key');
    const forged: Readonly<Record<string, string>> = {
      'no signature': `${headerPart}.${payloadPart}.`,
      'two parts': `${headerPart}.${payloadPart}`,
      'an edited payload': `${headerPart}.${encode({ ...payload, sub: '01900000-0000-7000-8000-00000000000a' })}.${signature}`,
      'a flipped signature': `${headerPart}.${payloadPart}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      'another key': token(header, payload, (text) => hmac(text, 'x'.repeat(32))),
      'the empty key': token(header, payload, (text) => hmac(text, '')),
      'the empty key and no kid': token({ alg: 'HS256', typ: 'JWT' }, payload, (text) => hmac(text, '')),
      'the right key and no kid': token({ alg: 'HS256', typ: 'JWT' }, payload, right),
      'an unknown kid': token({ ...header, kid: 'x' }, payload, right),
      'a kid that is a path': token({ ...header, kid: '../../dev/null' }, payload, (text) => hmac(text, '')),
      'a kid that is SQL': token({ ...header, kid: "x' or '1'='1" }, payload, right),
      'a kid that every object has': token({ ...header, kid: '__proto__' }, payload, right),
      RS256: token({ ...header, alg: 'RS256' }, payload, rsa),
      'RS256 with its own key': token({ ...header, alg: 'RS256', jwk: publicKey.export({ format: 'jwk' }) }, payload, rsa),
      'HS256 under a public key': token(header, payload, (text) => hmac(text, pem)),
      'HS256 under a public key with space before it': token(header, payload, (text) => hmac(text, `\n ${pem}`)),
      HS384: token({ ...header, alg: 'HS384' }, payload, (text) => hmac(text, key, 'sha384')),
      crit: token({ ...header, crit: ['x'], x: 1 }, payload, right),
      jku: token({ ...header, jku: 'https://evil.example/jwks.json' }, payload, right),
      x5u: token({ ...header, x5u: 'https://evil.example/x' }, payload, right),
      'another type': token({ ...header, typ: 'at+jwt' }, payload, right),
      expired: token(header, { ...payload, exp: seconds - 1 }, right),
      'not yet good': token(header, { ...payload, nbf: seconds + 60 }, right),
      'another audience': token(header, { ...payload, aud: 'somebody' }, right),
      'another issuer': token(header, { ...payload, iss: 'somebody' }, right),
      'the claims of nobody': token(header, {}, right),
      'a payload that is no object': token(header, '"x"', right),
      'a payload that is no JSON': token(header, 'x', right),
      'a header that is no JSON': token('x', payload, right),
      'a header that is null': token('null', payload, right),
      'a header that is a list': token([], payload, right),
      'a subject that is a list': token(header, { ...payload, sub: [payload.sub] }, right),
      'an end that is text': token(header, { ...payload, exp: String(payload.exp) }, right),
      'a collection that has no accounts': token(header, { ...payload, col: 'posts' }, right),
      'four parts': `${ann.accessToken}.x`,
      'a space before it': ` ${ann.accessToken}`,
      'a space in it': ann.accessToken.replace('.', ' .'),
      padding: `${ann.accessToken}=`,
      'a refresh token': ann.refreshToken,
      nothing: '',
      'a megabyte': 'a'.repeat(40_000),
    };
    for (const alg of ['none', 'None', 'nOnE', 'NONE', '', null, ['HS256']])
      for (const end of ['', signature])
        t.equal(
          code(await app.get('/api/auth/me', `${encode({ ...header, alg })}.${payloadPart}.${end}`)),
          '401 invalid_token',
          `alg ${JSON.stringify(alg)}`,
        );
    for (const claim of ['sub', 'col', 'sid', 'iat', 'exp', 'iss', 'aud'])
      t.equal(
        code(await app.get('/api/auth/me', token(header, { ...payload, [claim]: undefined }, right))),
        '401 invalid_token',
        `without ${claim}`,
      );
    for (const [name, wrong] of Object.entries(forged)) t.equal(code(await app.get('/api/auth/me', wrong)), '401 invalid_token', name);
    for (const authorization of ['Bearer', 'bearer', 'Bearer ', `BEARER  ${ann.accessToken}`, 'Bearer a b', 'Bearer änn'])
      t.equal(
        code(await app.send('GET', '/api/auth/me', { headers: { authorization } })),
        '401 invalid_token',
        JSON.stringify(authorization),
      );
    t.equal(code(await app.get('/api/posts', forged.expired)), '401 invalid_token', 'it is not taken for nobody’s');
    t.equal((await app.send('GET', '/api/auth/me', { headers: { authorization: `bearer ${ann.accessToken}` } })).status, 200);
    t.equal(
      code(await app.get('/api/auth/me', token(header, { ...payload, sid: '01900000-0000-7000-8000-00000000000a' }, right))),
      '401 session_revoked',
    );

    app.clock.advance(15 * 60_000 + 1000);
    t.equal(code(await app.get('/api/auth/me', ann.accessToken)), '401 invalid_token', 'an old one is over, also one that was known');
    const again = await app.send('POST', '/api/auth/refresh', { body: { refreshToken: ann.refreshToken }, token: ann.accessToken });
    t.equal(again.status, 200, 'and does not stand in the way of a new one');
  });

  t.test('refreshing goes on with the session, once for each token', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const refresh = (refreshToken: unknown) => app.post('refresh', { refreshToken });
    const second = (await refresh(ann.refreshToken)).body as { refreshToken: string; accessToken: string };
    t.equal((await app.get('/api/auth/me', second.accessToken)).status, 200);
    app.clock.advance(10_000);
    const sibling = (await refresh(ann.refreshToken)).body as { refreshToken: string };
    t.ok(sibling.refreshToken, 'within ten seconds the first may be used again');
    t.not(sibling.refreshToken, second.refreshToken);
    t.equal(((await app.get('/api/auth/sessions', second.accessToken)).body.items as []).length, 1, 'it is one session');
    t.equal(code(await refresh('x')), '401 invalid_token');
    t.equal(code(await refresh(ann.accessToken)), '401 invalid_token');
    t.equal(
      code(await app.send('POST', '/api/auth/staff/refresh', { body: { refreshToken: second.refreshToken } })),
      '401 invalid_token',
      'for one collection',
    );
    t.equal((await refresh(second.refreshToken)).status, 200, 'which did not use it up');

    app.clock.advance(1);
    t.equal(code(await refresh(ann.refreshToken)), '401 token_reused');
    t.equal(code(await refresh(ann.refreshToken)), '401 session_revoked');
    t.equal(code(await refresh(sibling.refreshToken)), '401 session_revoked', 'the whole family is over');
    t.equal(code(await app.get('/api/auth/me', second.accessToken)), '401 session_revoked');
    t.ok((await app.trail()).includes('refresh failure token_reused'));
    const { items } = await app.records.list('_refreshTokens');
    t.notMatch(JSON.stringify(items), sibling.refreshToken, 'a token is not stored');

    const bob = await app.join('bob@example.com');
    app.clock.advance(29 * 86_400_000);
    const late = (await refresh(bob.refreshToken)).body as { refreshToken: string };
    app.clock.advance(29 * 86_400_000);
    t.equal((await refresh(late.refreshToken)).status, 200, 'use keeps a session alive');
    const eve = await app.enter('bob@example.com');
    app.clock.advance(30 * 86_400_000);
    t.equal(code(await refresh(eve.refreshToken)), '401 invalid_token', 'one that is not used ends');
  });

  t.test('an account sees its sessions and ends them, and nobody else’s', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    app.clock.advance(1000);
    const phone = await app.send('POST', '/api/auth/sign-in', {
      body: { email: 'ann@example.com', password: goodPassword },
      headers: { 'user-agent': 'Phone/1.0', 'x-forwarded-for': '203.0.113.7' },
    });
    const bob = await app.join('bob@example.com');
    const list = async (accessToken: string) => (await app.get('/api/auth/sessions', accessToken)).body.items as Record<string, unknown>[];
    const sessions = await list(ann.accessToken);
    t.match(sessions, [
      { device: 'Phone/1.0', ip: '127.0.0.1', method: 'password', current: false, lastUsedAt: '2026-03-01T12:00:01.000Z' },
      { current: true, createdAt: '2026-03-01T12:00:00.000Z' },
    ]);
    t.same(Object.keys(sessions[0] ?? {}).sort(), ['createdAt', 'current', 'device', 'expiresAt', 'id', 'ip', 'lastUsedAt', 'method']);
    const remove = (path: string, accessToken: string) => app.send('DELETE', `/api/auth/sessions${path}`, { token: accessToken });
    const [bobs] = await list(bob.accessToken);
    for (const id of [bobs?.id, 'x', '01900000-0000-7000-8000-00000000000a', 'null', '%27'])
      t.equal(code(await remove(`/${String(id)}`, ann.accessToken)), '404 not_found', String(id));
    t.equal((await remove(`/${String(sessions[0]?.id)}`, ann.accessToken)).status, 204);
    t.equal(code(await app.get('/api/auth/me', String(phone.body.accessToken))), '401 session_revoked');
    t.equal(code(await app.post('refresh', { refreshToken: phone.body.refreshToken })), '401 session_revoked');
    t.equal(code(await remove(`/${String(sessions[0]?.id)}`, ann.accessToken)), '404 not_found', 'it is there no more');
    const others = [await app.enter('ann@example.com'), await app.enter('ann@example.com')];
    t.equal((await remove('', ann.accessToken)).status, 204);
    for (const other of others) t.equal(code(await app.get('/api/auth/me', other.accessToken)), '401 session_revoked');
    t.equal((await list(ann.accessToken)).length, 1, 'the one that asks stays');
    t.equal((await list(bob.accessToken)).length, 1, 'and so do those of others');
    for (const method of ['GET', 'DELETE']) t.equal(code(await app.send(method, '/api/auth/sessions')), '401 unauthorized');
    t.equal(
      code(await app.send('DELETE', '/api/auth/sessions', { token: ann.accessToken, body: { account: bobs?.id } })),
      '400 unknown_field',
    );
    for (const path of ['', `/${String(bobs?.id)}`])
      t.equal(code(await app.get(`/api/_sessions${path}`, ann.accessToken)), '404 not_found');
  });

  t.test('signing out ends the session, with an access token or with a refresh token alone', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    t.equal((await app.post('sign-out', undefined, ann.accessToken)).status, 204);
    t.equal(code(await app.get('/api/auth/me', ann.accessToken)), '401 session_revoked');
    t.equal(code(await app.get('/api/posts', ann.accessToken)), '401 session_revoked', 'everywhere');
    t.equal(code(await app.post('refresh', { refreshToken: ann.refreshToken })), '401 session_revoked');
    const bob = await app.join('bob@example.com');
    t.equal(code(await app.send('POST', '/api/auth/staff/sign-out', { body: { refreshToken: bob.refreshToken } })), '401 invalid_token');
    t.equal((await app.post('sign-out', { refreshToken: bob.refreshToken })).status, 204);
    t.equal(code(await app.get('/api/auth/me', bob.accessToken)), '401 session_revoked');
    t.equal(code(await app.post('sign-out', { refreshToken: 'x' })), '401 invalid_token');
    t.equal(code(await app.post('sign-out')), '401 unauthorized');
  });

  t.test('what an account loses when', async (t) => {
    await using app = await startBlog(choice, { limits: { requests: 1000, mails: 1000 } });
    const admin = await makeAdmin(app);
    type Held = Awaited<ReturnType<typeof hold>>;
    let count = 0;
    /** An account with two sessions, a code to reset its password and one to prove its address. */
    const hold = async () => {
      const email = `reader${++count}@example.com`;
      const ann = await app.join(email);
      const other = await app.enter(email);
      await app.post('password/forgot', { email });
      const reset = await app.secretOf(email, 'reset-password');
      const verify = await app.secretOf(email, 'verify-email');
      for (const { accessToken } of [ann, other]) t.equal((await app.get('/api/auth/me', accessToken)).status, 200);
      return { email, id: String(ann.user.id), ann, other, reset, verify };
    };
    const alive = async ({ ann, other, reset, verify }: Held) => ({
      own: (await app.get('/api/auth/me', ann.accessToken)).status === 200,
      ownRefresh: (await app.post('refresh', { refreshToken: ann.refreshToken })).status === 200,
      other: (await app.get('/api/auth/me', other.accessToken)).status === 200,
      otherRefresh: (await app.post('refresh', { refreshToken: other.refreshToken })).status === 200,
      verify: (await app.post('email/verify', { token: verify })).status === 204,
      reset: (await app.post('password/reset', { token: reset, password: goodPassword })).status === 204,
    });
    const nothing = { own: false, ownRefresh: false, other: false, otherRefresh: false, verify: false, reset: false };
    const everything = { own: true, ownRefresh: true, other: true, otherRefresh: true, verify: true, reset: true };
    const table: Readonly<Record<string, readonly [(held: Held) => Promise<unknown>, object]>> = {
      nothing: [async () => undefined, everything],
      'sign-out': [({ ann }) => app.post('sign-out', undefined, ann.accessToken), { ...everything, own: false, ownRefresh: false }],
      'sign-out everywhere else': [
        ({ ann }) => app.send('DELETE', '/api/auth/sessions', { token: ann.accessToken }),
        { ...everything, other: false, otherRefresh: false },
      ],
      'password change': [
        ({ ann }) => app.post('password/change', { currentPassword: goodPassword, password: 'another good one' }, ann.accessToken),
        nothing,
      ],
      'password reset': [({ reset }) => app.post('password/reset', { token: reset, password: 'another good one' }), nothing],
      'address change': [
        async ({ email, ann }) => {
          await app.post('email/change', { email: `new-${email}`, password: goodPassword }, ann.accessToken);
          await app.post('email/verify', { token: await app.secretOf(`new-${email}`, 'change-email') });
        },
        { ...nothing, own: true, ownRefresh: true },
      ],
      ban: [({ id }) => app.post(`users/${id}/ban`, {}, admin), nothing],
      delete: [({ id }) => app.send('DELETE', `/api/users/${id}`, { token: admin }), nothing],
      'role change': [({ id }) => app.send('PATCH', `/api/users/${id}`, { token: admin, body: { role: 'editor' } }), everything],
    };
    for (const [name, [act, left]] of Object.entries(table)) {
      const held = await hold();
      const answer = (await act(held)) as Answer | undefined;
      t.ok(answer === undefined || answer.status < 300, `${name} was done`);
      t.same(await alive(held), left, name);
    }
  });

  t.test('what rides along with a caller changes at once', async (t) => {
    await using app = await startBlog(choice);
    const ann = await app.join('ann@example.com');
    const bob = await app.join('bob@example.com');
    await app.send('POST', '/api/posts', { token: bob.accessToken, body: { title: 'Bob’s', author: bob.user.id } });
    const seen = async () => ((await app.get('/api/posts', ann.accessToken)).body.items as []).length;
    for (const [role, posts] of [
      ['editor', 1],
      ['member', 0],
      ['editor', 1],
    ] as const) {
      await app.records.update('users', String(ann.user.id), { data: { role } });
      t.equal(await seen(), posts, role);
    }
  });

  t.test('what ends in one process has ended in another when that is answered', async (t) => {
    await using app = await startBlog(choice);
    const second = await createApp(blogConfig(), {
      data: app.app.settings.data,
      database: databaseOf(app.app),
      log: 'silent',
      environment: { PLINTH_SECRET: 'a secret that only this test app has' },
      now: () => app.clock.now(),
    });
    t.teardown(() => second.close());
    const me = async (accessToken: string) =>
      (await second.server.inject({ url: '/api/auth/me', headers: { authorization: `Bearer ${accessToken}` } })).statusCode;
    const ann = await app.join('ann@example.com');
    const held = [];
    for (let index = 0; index < 4; index++) held.push(await app.enter('ann@example.com'));
    const [first, , , last] = held as [(typeof held)[0], (typeof held)[0], (typeof held)[0], (typeof held)[0]];
    const believed = async (tokens: readonly { accessToken: string }[]) => Promise.all(tokens.map(({ accessToken }) => me(accessToken)));
    t.same(await believed([ann, ...held]), [200, 200, 200, 200, 200]);
    await app.post('sign-out', undefined, first.accessToken);
    t.same(await believed([ann, ...held]), [200, 401, 200, 200, 200]);
    await app.send('DELETE', '/api/auth/sessions', { token: last.accessToken });
    t.same(await believed([ann, ...held]), [401, 401, 401, 401, 200]);
    t.equal(await me(last.accessToken), 200);
    await app.post('password/change', { currentPassword: goodPassword, password: 'another good one' }, last.accessToken);
    t.equal(await me(last.accessToken), 401);
  });
});
