// biome-ignore-all format: an expected error must stand on the line after its comment.
import { createClient } from '@plinth/client';
import type { SchemaOf } from '@plinth/client/types';
import { defineCollection } from '../../core/config/define-collection.ts';
import { defineConfig } from '../../core/config/define-config.ts';
import { fn } from '../../core/config/fn.ts';
import { defineSchema, email, integer, relation, reverse, select, text } from '../../core/schema.ts';
import { type Equal, expectType } from './expect.ts';

const fields = { title: text({ required: true }), status: select(['draft', 'published'], { default: 'draft' }), author: relation('users') };
const users = { auth: { claims: ['role'] }, fields: { role: select(['member', 'editor']), posts: reverse('posts', 'author') } } as const;

// Rules are checked against the schema, through relations too.
defineConfig({ collections: { users, posts: { fields, access: { read: { author: { role: 'editor' } }, create: ({ caller }) => ({ author: caller.id }) } } } });
defineConfig({ collections: { users, posts: { fields, access: { read: async ({ caller }) => caller.admin || { not: { status: { in: ['draft'] } } } } } } });
defineConfig({ collections: { users, posts: { fields, access: { read: ({ caller }) => ({ author: { role: caller.claims.role ?? 'member' } }) } } } });
// @ts-expect-error there is no such field
defineConfig({ collections: { users, posts: { fields, access: { read: { titel: 'x' } } } } });
// @ts-expect-error nor in a function
defineConfig({ collections: { users, posts: { fields, access: { read: ({ caller }) => ({ autor: caller.id }) } } } });
// @ts-expect-error nor through a relation
defineConfig({ collections: { users, posts: { fields, access: { read: () => ({ author: { rol: 'editor' } }) } } } });
// @ts-expect-error nor beside one that is right
defineConfig({ collections: { users, posts: { fields, access: { read: () => ({ or: [{ author: { role: 'editor', nme: 'x' } }] }) } } } });
// @ts-expect-error nor in one of several alternatives
defineConfig({ collections: { users, posts: { fields, access: { read: ({ caller }) => ({ or: [{ status: 'published' }, { autor: caller.id }] }) } } } });
// @ts-expect-error nor in a later answer
defineConfig({ collections: { users, posts: { fields, access: { delete: async ({ caller }) => ({ status: 'draft', autor: caller.id }) } } } });
// @ts-expect-error nor in one half of a split rule
defineConfig({ collections: { users, posts: { fields, access: { update: { before: true, after: ({ caller }) => ({ status: 'draft', autor: caller.id }) } } } } });
// @ts-expect-error there is no such choice
defineConfig({ collections: { users, posts: { fields, access: { read: () => ({ author: { role: 'king' } }) } } } });
// @ts-expect-error nor in one half of a split rule
defineConfig({ collections: { users, posts: { fields, access: { update: { before: true, after: () => ({ status: 'gone' }) } } } } });
// @ts-expect-error nor where it is no function
defineConfig({ collections: { users, posts: { fields, access: { delete: { status: 'gone' } } } } });
// @ts-expect-error there is no such claim
defineConfig({ collections: { users, posts: { fields, access: { read: ({ caller }) => caller.claims.name === 'x' } } } });
// @ts-expect-error there is no such rule
defineConfig({ collections: { users, posts: { fields, access: { list: true } } } });
// @ts-expect-error there is no such key
defineConfig({ collections: { users, posts: { fields, acess: {} } } });
// @ts-expect-error there is no such kind of id
defineConfig({ collections: { users, posts: { fields, id: 'number' } } });
// @ts-expect-error there is no such field
defineConfig({ collections: { users, posts: { fields, indexes: [['status', '-views']] } } });
// @ts-expect-error there is no such setting
defineConfig({ titel: 'x', collections: { users } });

// Options of fields
text({ max: 3, access: { read: ({ caller }) => ({ author: caller.id }), write: false } });
select(['a', 'b'], { default: 'b' });
// @ts-expect-error there is no such choice
select(['a', 'b'], { default: 'c' });
// @ts-expect-error a text has no such option
text({ scale: 2 });
// @ts-expect-error the default of a number is a number
integer({ default: 'x' });

// Hooks are typed by their own collection, their records by all of them.
defineConfig({
  collections: {
    users: { auth: true, fields: { name: text(), address: email() } },
    posts: {
      fields,
      hooks: {
        beforeWrite({ data, collection, id, before }) {
          expectType<Equal<typeof collection, 'posts'>>();
          expectType<Equal<typeof id, string>>();
          data.title = before?.title ?? 'x';
          // @ts-expect-error there is no such field
          data.titel = 'x';
          // @ts-expect-error there is no such choice
          data.status = 'gone';
          // @ts-expect-error the platform counts versions
          data.version = 1;
        },
        async afterWrite({ after, records, caller }) {
          expectType<Equal<typeof caller, undefined> extends true ? false : true>();
          if (!after?.author) return;
          const user = await records.get('users', after.author);
          expectType<Equal<typeof user.email, string>>();
          await records.update('users', after.author, { data: { name: after.title } });
          const { items } = await records.list('posts', { where: { author: { name: 'x' } }, expand: { author: true } });
          expectType<Equal<NonNullable<NonNullable<(typeof items)[number]['author']>>['name'], string | null>>();
          // @ts-expect-error there is no such collection
          await records.get('user', after.author);
          // @ts-expect-error there is no such field
          await records.update('users', after.author, { data: { nam: 'x' } });
          // @ts-expect-error there is no such field
          await records.list('posts', { where: { titel: 'x' } });
        },
        onRead({ row }) {
          row.title = row.title?.trim() ?? '';
        },
      },
    },
  },
});

// Functions
fn({
  input: { a: integer({ required: true }) },
  output: { b: text({ required: true }) },
  // @ts-expect-error b is a text
  run: ({ input }) => ({ b: input.a }),
});
fn({
  input: {},
  output: {},
  async run({ records, caller, signal }) {
    await records.list('anything', { where: { views: { gte: 1 } }, sort: '-views' });
    signal.throwIfAborted();
    return { id: caller.id };
  },
});

// Fields first, in a file of their own; everything else is typed by it.
const schema = defineSchema({
  collections: {
    users: { auth: { claims: ['role'] }, fields: { role: select(['member', 'editor']) } },
    posts: { id: 'integer', fields: { title: text({ required: true }), author: relation('users') } },
  },
  functions: { add: { input: { a: integer({ required: true }) }, output: { sum: integer({ required: true }) } } },
});
const posts = defineCollection(schema, 'posts', {
  access: { read: ({ caller }) => ({ author: { role: caller.claims.role ?? 'member' } }), update: ({ caller }) => ({ author: caller.id }) },
  hooks: { beforeWrite({ data }) { data.title = data.title?.trim() ?? ''; } },
});
// @ts-expect-error there is no such field
defineCollection(schema, 'posts', { access: { read: { titel: 'x' } } });
// @ts-expect-error nor in a function
defineCollection(schema, 'posts', { access: { read: ({ caller }) => ({ title: 'x', autor: caller.id }) } });
// @ts-expect-error there is no such collection
defineCollection(schema, 'post', {});
const add = fn(schema, {
  ...schema.functions.add,
  access: ({ caller }) => caller.claims.role === 'editor',
  async run({ input, records }) {
    const { items } = await records.list('posts', { where: { author: { role: 'editor' } } });
    // @ts-expect-error there is no such collection
    await records.list('pots');
    return { sum: input.a + (items[0]?.id ?? 0) };
  },
});
const config = defineConfig({ collections: { users: schema.collections.users, posts }, functions: { add } });

expectType<Equal<SchemaOf<typeof schema>['posts']['id'], SchemaOf<typeof config>['posts']['id']>>();
const clients = [createClient<typeof schema>({ url: 'http://test.local' }), createClient<typeof config>({ url: 'http://test.local' })] as const;
export async function both(): Promise<void> {
  const [fromSchema, fromConfig] = clients;
  const one = await fromSchema.posts.get(1, { expand: { author: true } });
  const other = await fromConfig.posts.get(1, { expand: { author: true } });
  expectType<Equal<typeof one.title, string>>();
  expectType<Equal<NonNullable<typeof one.author>['role'], NonNullable<typeof other.author>['role']>>();
  expectType<Equal<NonNullable<typeof other.author>['role'], 'member' | 'editor' | null>>();
  expectType<Equal<Awaited<ReturnType<typeof fromSchema.rpc.add>>['sum'], number>>();
  expectType<Equal<Awaited<ReturnType<typeof fromConfig.rpc.add>>['sum'], number>>();
}
