import type { AddressInfo } from 'node:net';
import { AppError, anonymous, type Caller, defineConfig, definePlugin, fn, integer, json, relation, reverse, text } from 'plinth';
import { createTestApp } from 'plinth/testing';
import type { DatabaseChoice } from '../../each-database.ts';

export const ann = '01900000-0000-7000-8000-00000000000a';
export const bob = '01900000-0000-7000-8000-00000000000b';

const recordId = (index: number) => `01900000-0000-7000-8000-0000000000${index}`;

/** The records that are there before any bad input comes. */
export const ids = {
  annsPost: recordId(11),
  bobsPost: recordId(12),
  annsNote: recordId(21),
  bobsNote: recordId(22),
  annsTenant: recordId(31),
  bobsTenant: recordId(32),
  missing: recordId(99),
};

const account = (id: string): Caller => ({ ...anonymous, id, collection: 'users' });
const accounts: ReadonlyMap<string, Caller> = new Map([
  ['ann', account(ann)],
  ['bob', account(bob)],
  ['admin', { ...account(recordId(90)), admin: true }],
]);

/** Tells callers by a token that is their name, in a header or in a cookie, as strictly as a real identifier must. */
const namedTokens = definePlugin(() => ({
  name: 'named-tokens',
  setup(host) {
    host.identify(({ headers: { authorization, cookie } }) => {
      const given = authorization ?? cookie?.replace(/^session=/, 'Bearer ');
      if (given === undefined) return undefined;
      const caller = accounts.get(/^Bearer ([a-z]+)$/.exec(given)?.[1] ?? '');
      if (!caller) throw new AppError('invalid_token');
      return caller;
    });
  },
}));

interface Asking {
  readonly caller: { readonly id: string | undefined };
}

const own = ({ caller }: Asking) => ({ owner: caller.id });
const ownPost = ({ caller }: Asking) => ({ author: caller.id });

/** Something of everything that bad input may aim at: required and hidden fields, private records, tenants, a typed call. */
const config = defineConfig({
  port: 0,
  // Callers are told by their names here.
  without: ['auth'],
  collections: {
    users: {
      auth: true,
      fields: {
        name: text({ max: 80 }),
        role: text({ default: 'user', access: { write: false } }),
        passwordHash: text({ hidden: true }),
        resetToken: text({ hidden: true }),
        posts: reverse('posts', 'author'),
      },
      access: { read: true, update: ({ caller }) => ({ id: caller.id }) },
    },
    tenants: {
      fields: { name: text({ required: true }), members: relation('users', { many: true }) },
      access: { read: true },
    },
    posts: {
      fields: {
        title: text({ required: true, max: 200 }),
        count: integer({ required: true }),
        data: json(),
        secretCode: text({ hidden: true }),
        secretNumber: integer({ hidden: true }),
        author: relation('users', { required: true }),
      },
      access: { read: true, create: ownPost, update: ownPost, delete: ownPost },
    },
    notes: {
      fields: { words: text(), owner: relation('users', { required: true }), tenant: relation('tenants') },
      access: {
        read: own,
        create: own,
        delete: own,
        update: ({ caller }) => ({ owner: caller.id, tenant: { members: { some: { id: caller.id } } } }),
      },
    },
  },
  functions: {
    double: fn({
      input: { n: integer({ required: true }) },
      output: { n: integer() },
      access: true,
      run: ({ input }) => ({ n: input.n * 2 }),
    }),
  },
  plugins: [namedTokens()],
});

const stored: Readonly<Record<string, readonly string[]>> = {
  users: ['id', 'version', 'name', 'role', 'email', 'passwordHash', 'resetToken'],
  tenants: ['id', 'version', 'name', 'members'],
  posts: ['id', 'version', 'title', 'count', 'data', 'secretCode', 'secretNumber', 'author'],
  notes: ['id', 'version', 'words', 'owner', 'tenant'],
};

const rows: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  users: [
    { id: ann, name: 'Ann', email: 'ann@x.example', passwordHash: 'hash-of-ann', resetToken: 'reset-of-ann' },
    { id: bob, name: 'Bob', email: 'bob@x.example', passwordHash: 'hash-of-bob', resetToken: 'reset-of-bob' },
  ],
  tenants: [
    { id: ids.annsTenant, name: 'ann’s', members: [ann] },
    { id: ids.bobsTenant, name: 'bob’s', members: [bob] },
  ],
  posts: [
    { id: ids.annsPost, title: 'first', count: 1, data: { a: 1 }, secretCode: 'xyzzy', secretNumber: 7, author: ann },
    { id: ids.bobsPost, title: 'second', count: 2, secretCode: 'plugh', secretNumber: 8, author: bob },
  ],
  notes: [
    { id: ids.annsNote, words: 'ann’s own', owner: ann, tenant: ids.annsTenant },
    { id: ids.bobsNote, words: 'bob’s own', owner: bob, tenant: ids.bobsTenant },
  ],
};

/** Starts the app on a port of its own, with its records in it. */
export async function startBadInputApp(choice: DatabaseChoice) {
  const { app, records, close } = await createTestApp(config, choice);
  for (const [collection, some] of Object.entries(rows)) for (const row of some) await records.create(collection, row);
  await app.listen();
  return {
    close,
    records,
    server: app.server.server,
    port: (app.server.server.address() as AddressInfo).port,
    /** Everything that is stored, hidden fields too, as one text. */
    async contents(): Promise<string> {
      const all = [];
      for (const [collection, fields] of Object.entries(stored)) {
        all.push(await records.list(collection, { fields, sort: ['id'], limit: 500, count: 'exact' }));
      }
      return JSON.stringify(all);
    },
  };
}

export type BadInputApp = Awaited<ReturnType<typeof startBadInputApp>>;
