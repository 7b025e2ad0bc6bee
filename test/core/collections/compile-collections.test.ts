import t from 'tap';
import type { Collection, CollectionField, Collections } from '../../../core/collections/collection.ts';
import { compileCollections } from '../../../core/collections/compile-collections.ts';
import { fullLookup, visibleLookup } from '../../../core/collections/field-lookup.ts';
import { nearestName } from '../../../core/collections/nearest-name.ts';
import { snakeCase } from '../../../core/collections/snake-case.ts';
import { boolean, datetime, decimal, email, geoPoint, integer, json, relation, reverse, secret, select, text } from './factories.ts';

const blog = {
  users: { auth: true, fields: { name: text({ max: 80 }), role: select(['member', 'editor'], { default: 'member' }) } },
  tags: { id: 'text', fields: { label: text({ required: true, unique: true }) } },
  posts: {
    fields: {
      title: text({ required: true, max: 200 }),
      status: select(['draft', 'published'], { default: 'draft' }),
      views: integer({ default: 0, min: 0 }),
      price: decimal({ precision: 10, scale: 3, default: '1.5' }),
      author: relation('users', { required: true, onDelete: 'cascade' }),
      editor: relation('users'),
      parent: relation('posts', { index: false }),
      tags: relation('tags', { many: true }),
      comments: reverse('comments', 'post'),
      place: geoPoint(),
      stamp: datetime({ default: () => new Date().toISOString() }),
      token: secret(),
    },
    indexes: [['status', '-createdAt'], { fields: ['author', 'title'], unique: true }],
    access: { read: true },
    hooks: { beforeWrite() {} },
  },
  comments: {
    id: 'integer',
    fields: { post: relation('posts', { required: true }), by: relation('users', { hidden: true }), extra: json() },
  },
};

function compile(declared: unknown): Collections {
  const { collections, problems } = compileCollections(declared);
  t.strictSame(problems, []);
  return collections;
}

function field(collection: Collection | undefined, name: string): CollectionField {
  const found = collection?.fields.get(name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
}

t.test('every record has system fields, and accounts have an address', async (t) => {
  const collections = compile(blog);
  t.strictSame([...(collections.get('posts')?.fields.keys() ?? [])].slice(0, 5), ['id', 'createdAt', 'updatedAt', 'version', 'title']);
  const users = collections.get('users');
  t.strictSame([...(users?.fields.keys() ?? [])], ['id', 'createdAt', 'updatedAt', 'version', 'email', 'emailVerified', 'name', 'role']);
  t.match(field(users, 'email'), { system: true, unique: true, required: true, nullable: false, writable: true, access: { write: false } });
  t.match(field(users, 'emailVerified'), { system: true, default: false, nullable: false, access: { write: false } });
  t.match(field(users, 'id'), { value: 'id', storage: 'text', writable: false, columns: [{ name: 'id', nullable: false }] });
  t.match(field(collections.get('comments'), 'id'), { value: 'integer', storage: 'integer', kind: 'integer' });
  t.match(field(collections.get('posts'), 'createdAt'), { storage: 'datetime', writable: false, columns: [{ name: 'created_at' }] });
  t.equal(users?.auth, true);
});

t.test('columns and relations follow from the declaration', async (t) => {
  const collections = compile(blog);
  const posts = collections.get('posts');
  t.match(field(posts, 'author'), {
    value: 'id',
    relation: { collection: 'users', many: false, onDelete: 'cascade' },
    nullable: false,
    index: true,
  });
  t.match(field(posts, 'editor').relation, { onDelete: 'setNull' });
  t.equal(field(posts, 'editor').nullable, true);
  t.match(field(collections.get('comments'), 'post').relation, { onDelete: 'restrict' });
  t.equal(field(posts, 'parent').index, false);
  t.match(field(posts, 'tags'), {
    value: 'relations',
    columns: [],
    storage: undefined,
    nullable: false,
    relation: { many: true, onDelete: 'unlink', table: 'posts_tags' },
  });
  t.match(field(posts, 'tags').schema, { items: { pattern: String } }, 'ids of the target');
  t.match(field(posts, 'comments'), { writable: false, columns: [], relation: { collection: 'comments', many: true, by: 'post' } });
  t.strictSame(
    field(posts, 'place').columns.map(({ name }) => name),
    ['place_lat', 'place_lon', 'place_x', 'place_y', 'place_z'],
  );
  t.strictSame(field(posts, 'price').columns, [{ name: 'price', storage: 'decimal', nullable: false, precision: 10, scale: 3 }]);
  t.match(field(posts, 'price'), { scale: 3, default: '1.500' });
  t.match(field(posts, 'status'), { choices: ['draft', 'published'], default: 'draft', nullable: false, required: false });
  t.type(field(posts, 'stamp').default, 'function');
  t.equal(field(posts, 'title').normalize?.('a\u0000'), undefined);
});

t.test('indexes have names that depend on nothing else', async (t) => {
  const collections = compile(blog);
  const indexes = (name: string) => collections.get(name)?.indexes.map(({ name, unique }) => `${name}${unique ? ' unique' : ''}`);
  t.strictSame(indexes('posts'), [
    'posts__author__index',
    'posts__editor__index',
    'posts__status__created_at_desc___index',
    'posts__author__title__unique unique',
  ]);
  t.strictSame(indexes('users'), ['users__email__unique unique']);
  t.strictSame(indexes('tags'), ['tags__label__unique unique']);
  const long = 'a'.repeat(40);
  const [one, two] =
    compile({
      c: {
        fields: { [`${long}x`]: text(), [`${long}y`]: text() },
        indexes: [
          [`${long}x`, `${long}y`],
          [`${long}y`, `${long}x`],
        ],
      },
    }).get('c')?.indexes ?? [];
  t.ok(one && two && one.name.length <= 63 && two.name.length <= 63 && one.name !== two.name);
  const capped = compile({ c: { fields: { a: text(), b: text() }, indexes: [['a']] } }).get('c');
  t.equal(field(capped, 'a').schema.maxLength, 650, 'an indexed text has a length that PostgreSQL can index');
  t.equal(field(capped, 'b').schema.maxLength, 100_000);
});

t.test('an auth collection may say who reads and writes the address', async (t) => {
  const users = compile({
    users: { auth: true, fields: { email: email({ access: { read: true } }), emailVerified: boolean({ hidden: true }) } },
  }).get('users');
  t.match(field(users, 'email'), { system: true, unique: true, access: { read: true, write: false } });
  t.match(field(users, 'emailVerified'), { hidden: true, default: false });
});

t.test('lookups show all fields, or all but the hidden ones and what they would show', async (t) => {
  const declared = { ...blog, users: { ...blog.users, fields: { ...blog.users.fields, remarks: reverse('comments', 'by') } } };
  const collections = compile(declared);
  const full = fullLookup(collections, 'comments');
  const visible = visibleLookup(collections, 'comments');
  t.ok(full.field('by'));
  t.notOk(visible.field('by'));
  t.notOk(full.field('constructor'));
  const post = visible.field('post');
  t.ok(post && visible.related(post).field('title'));
  t.ok(fullLookup(collections, 'users').field('remarks'));
  t.notOk(visibleLookup(collections, 'users').field('remarks'));
  t.throws(() => fullLookup(collections, 'nothing'), /no collection/);
});

t.test('plugins declare collections of their own', async (t) => {
  const plugin = { plugin: 'auth', collections: { _sessions: { fields: { account: relation('users', { onDelete: 'cascade' }) } } } };
  const { collections, problems } = compileCollections(blog, [plugin]);
  t.strictSame(problems, []);
  t.equal(collections.get('_sessions')?.table, '_sessions');
  const lines = compileCollections({ _mine: { fields: {} } }, [
    { plugin: 'p', collections: { theirs: { fields: {} }, _plinthX: { fields: {} } } },
  ]).problems.map(({ path, message }) => `${path}: ${message}`);
  t.strictSame(lines, [
    'collections._mine: must not begin with "_": such collections belong to plugins',
    'plugins.p.collections.theirs: must begin with "_" and a small letter: collections of plugins do',
    'plugins.p.collections._plinthX: is a reserved name: tables with this prefix belong to the platform',
  ]);
});

t.test('names become snake_case', async (t) => {
  for (const [name, snake] of [
    ['createdAt', 'created_at'],
    ['userID', 'user_id'],
    ['HTMLBody', 'html_body'],
    ['address2', 'address2'],
    ['line2Text', 'line2_text'],
    ['_mailLog', '_mail_log'],
  ] as const) {
    t.equal(snakeCase(name), snake);
  }
});

t.test('the nearest name is one that somebody could have meant', async (t) => {
  t.equal(nearestName('titel', ['title', 'body']), 'title');
  t.equal(nearestName('createdat', ['createdAt']), 'createdAt');
  t.equal(nearestName('zzz', ['title', 'body']), undefined);
});
