import { type App, defineConfig, relation, reverse, select, text } from 'plinth';
import { type AuthOptions, auth, password } from 'plinth/plugins/auth';
import { createTestApp } from 'plinth/testing';
import type { DatabaseChoice } from '../../each-database.ts';

/** Hashes that cost nothing: what is tested is not their strength. */
export const cheap = { cost: { memory: 8, passes: 1 } } as const;

/** A blog whose members and staff have accounts. */
export function blogConfig(options: AuthOptions = {}) {
  return defineConfig({
    title: 'Blog',
    publicUrl: 'https://blog.example',
    collections: {
      users: {
        auth: { claims: ['role'] },
        fields: {
          name: text({ max: 80, unique: true }),
          role: select(['member', 'editor'], { default: 'member', access: { write: false } }),
          nickname: text({ access: { write: ({ caller }) => caller.id !== undefined } }),
          note: text({ hidden: true }),
          team: relation('teams'),
          posts: reverse('posts', 'author'),
        },
        access: { read: ({ caller }) => ({ id: caller.id }), update: ({ caller }) => ({ id: caller.id }) },
      },
      staff: { auth: true, fields: { desk: text() } },
      teams: { fields: { title: text(), open: select(['yes', 'no'], { default: 'no' }) }, access: { read: { open: 'yes' } } },
      posts: {
        fields: { title: text({ required: true }), author: relation('users', { onDelete: 'cascade' }) },
        access: {
          read: ({ caller }) => (caller.claims.role === 'editor' ? true : { author: caller.id }),
          create: ({ caller }) => ({ author: caller.id }),
        },
      },
    },
    plugins: [auth({ providers: [password(cheap)], ...options })],
  });
}

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** What a signed-in client holds. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly user: Record<string, unknown>;
}

/** Starts the blog, and speaks plain HTTP with it. */
export async function startBlog(choice: DatabaseChoice, options: AuthOptions = {}) {
  const app = await createTestApp(blogConfig(options), { ...choice, now: new Date('2026-03-01T12:00:00.000Z') });
  const send = async (method: string, path: string, { token, body, headers = {} }: Sending = {}): Promise<Answer> => {
    const answer = await app.request(path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  const post = (path: string, body?: unknown, token?: string): Promise<Answer> =>
    send('POST', `/api/auth/${path}`, { ...(body !== undefined && { body }), ...(token !== undefined && { token }) });
  return {
    ...app,
    [Symbol.asyncDispose]: () => app.close(),
    send,
    post,
    get: (path: string, token?: string): Promise<Answer> => send('GET', path, token === undefined ? {} : { token }),
    /** Signs somebody up. */
    async join(email: string, more: Readonly<Record<string, unknown>> = {}): Promise<Tokens> {
      const { status, body } = await post('sign-up', { email, password: goodPassword, ...more });
      if (status !== 201) throw new Error(`The sign-up of ${email} answered ${status}: ${JSON.stringify(body)}`);
      return body as unknown as Tokens;
    },
    /** Signs somebody in who has the usual password. */
    async enter(email: string, password = goodPassword): Promise<Tokens> {
      const { status, body } = await post('sign-in', { email, password });
      if (status !== 200) throw new Error(`The sign-in of ${email} answered ${status}: ${JSON.stringify(body)}`);
      return body as unknown as Tokens;
    },
    /** The secret in the last mail to an address. */
    async secretOf(to: string, template: string): Promise<string> {
      const mails = await app.records.list('_mails', { where: { to, template }, sort: '-id', limit: 1 });
      return /[?&]token=([\w-]+)/.exec(String(mails.items[0]?.text))?.[1] ?? `no mail "${template}" to ${to}`;
    },
    /** What the trail says, oldest first. */
    async trail(): Promise<string[]> {
      const { items } = await app.records.list('_authEvents', { sort: 'id', limit: 500 });
      return items.map(({ action, result, reason }) => [action, result, reason].filter(Boolean).join(' '));
    },
  };
}

interface Sending {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What everybody in these tests has. */
export const goodPassword = 'correct horse battery';

/** A running blog. */
export type Blog = Awaited<ReturnType<typeof startBlog>>;

/** Makes an administrator who has the usual password; answers his access token. */
export async function makeAdmin(app: Blog, email = 'root@example.com'): Promise<string> {
  const post = (path: string, body: object) => app.send('POST', `/api/auth/_admins/${path}`, { body });
  await app.records.create('_admins', { email, emailVerified: true });
  await post('password/forgot', { email });
  await post('password/reset', { token: await app.secretOf(email, 'reset-password'), password: goodPassword });
  return String((await post('sign-in', { email, password: goodPassword })).body.accessToken);
}

/** The address of an app's database, for another app beside it. */
export function databaseOf({ settings: { database } }: App): string {
  if (database.kind === 'sqlite') return `sqlite:${database.path}`;
  const url = new URL(database.url);
  url.searchParams.set('schema', database.schema);
  url.searchParams.set('poolSize', '2');
  return url.href;
}
