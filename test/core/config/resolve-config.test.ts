import t from 'tap';
import { ConfigError } from '../../../core/config/config-error.ts';
import { environmentVariables, readEnvironment } from '../../../core/config/environment.ts';
import { type ConfigSource, resolveConfig } from '../../../core/config/resolve-config.ts';
import { definePlugin } from '../../../core/plugin/plugin.ts';
import { boolean, email, geoPoint, integer, json, relation, reverse, secret, select, text } from '../collections/factories.ts';

const run = () => undefined;

/** The lines of the error that a config gets; none where it is accepted. */
function lines(source: ConfigSource): string[] {
  try {
    resolveConfig(source);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return String(error).split('\n');
    throw error;
  }
}

const withFields = (fields: object, rest: object = {}) => ({
  config: { collections: { posts: { fields, ...rest }, users: { auth: true } } },
});
const title = { title: text() };
const collection = (name: string, body: unknown = { fields: title }) => ({ config: { collections: { [name]: body } } });
const environment = (variables: Record<string, string>) => ({ config: {}, environment: variables });

const mistakes: readonly (readonly [string, ConfigSource, string])[] = [
  ['no object', { config: undefined }, 'config: must be an object made by defineConfig (got nothing)'],
  ['an unknown key', { config: { colections: {} } }, 'colections: there is no such key. Did you mean "collections"?'],
  ['a key of an absent plugin', { config: { jobs: {} } }, 'jobs: belongs to the plugin "jobs", which is not there. Add jobs() to plugins.'],
  [
    'an option of the wrong type',
    withFields({ title: text({ max: '20' as never }) }),
    'collections.posts.fields.title.max: must be an integer, 0 or more (got "20")',
  ],
  [
    'an unknown option',
    withFields({ title: text({ requird: true } as never) }),
    'collections.posts.fields.title.requird: there is no such option. Did you mean "required"?',
  ],
  [
    'a field that is none',
    withFields({ title: 'text' }),
    'collections.posts.fields.title: must be a field, for example text() (got "text")',
  ],
  [
    'a factory that was not called',
    withFields({ title: text }),
    'collections.posts.fields.title: must be a field, for example text() (got a function)',
  ],
  [
    'an unknown kind',
    withFields({ title: { kind: 'txt', options: {} } }),
    'collections.posts.fields.title: there is no kind of field "txt". Did you mean "text"?',
  ],
  [
    'a relation to nowhere',
    withFields({ author: relation('user') }),
    'collections.posts.fields.author: leads to a collection that does not exist ("user"). Did you mean "users"?',
  ],
  [
    'a reverse of no field',
    withFields({ kids: reverse('posts', 'parnt'), parent: relation('posts') }),
    'collections.posts.fields.kids: turns round a field that does not exist ("posts.parnt"). Did you mean "parent"?',
  ],
  [
    'a reverse of no relation',
    withFields({ kids: reverse('posts', 'title'), ...title }),
    'collections.posts.fields.kids: turns round "posts.title", which is no relation',
  ],
  [
    'a reverse of another relation',
    withFields({ kids: reverse('posts', 'author'), author: relation('users') }),
    'collections.posts.fields.kids: turns round "posts.author", which leads to "users" and not to "posts"',
  ],
  [
    'setNull on required',
    withFields({ author: relation('users', { required: true, onDelete: 'setNull' }) }),
    'collections.posts.fields.author.onDelete: cannot be "setNull" on a required relation. Use "restrict" or "cascade", or drop required.',
  ],
  [
    'a wrong default',
    withFields({ views: integer({ default: -1, min: 0 }) }),
    'collections.posts.fields.views.default: must be >= 0 (got -1)',
  ],
  [
    'a default that is no choice',
    withFields({ status: select(['a', 'b'], { default: 'c' as never }) }),
    'collections.posts.fields.status.default: must be equal to one of the allowed values (got "c")',
  ],
  [
    'a json schema that is none',
    withFields({ data: json({ schema: { type: 'objekt' } }) }),
    'collections.posts.fields.data.schema: is not a JSON Schema that can be used: schema is invalid: data/type must be equal to one of the allowed values, data/type must be array, data/type must match a schema in anyOf',
  ],
  [
    'a reserved field',
    withFields({ createdAt: text() }),
    'collections.posts.fields.createdAt: is a system field: every record has it already',
  ],
  ['an operator as a field', withFields({ startsWith: text() }), 'collections.posts.fields.startsWith: is a reserved name'],
  ['a word of every object', withFields({ constructor: text() }), 'collections.posts.fields.constructor: is a reserved name'],
  ['__proto__', withFields(JSON.parse('{"__proto__":{"kind":"text"}}')), 'collections.posts.fields.__proto__: is a reserved name'],
  [
    'a field that is no identifier',
    withFields({ 'my-title': text() }),
    'collections.posts.fields.my-title: must be a name of letters and digits that begins with a small letter',
  ],
  [
    'two fields of one column',
    withFields({ userId: text(), userID: text() }),
    'collections.posts.fields.userID: would have the same column as "userId" (user_id). Rename one of them.',
  ],
  [
    'a name too long for PostgreSQL',
    withFields({ ['a'.repeat(64)]: text() }),
    `collections.posts.fields.${'a'.repeat(64)}: is too long: PostgreSQL's names end at 63 characters`,
  ],
  [
    'a point whose columns are too long',
    withFields({ ['a'.repeat(60)]: geoPoint() }),
    `collections.posts.fields.${'a'.repeat(60)}: is too long: PostgreSQL's names end at 63 characters`,
  ],
  [
    'a rename of what is there',
    withFields({ ...title, name: text({ renamedFrom: 'title' }) }),
    'collections.posts.fields.name.renamedFrom: names a field that is still there ("title")',
  ],
  ['a reserved collection', collection('admin'), 'collections.admin: is a reserved name'],
  [
    'a collection of the platform',
    collection('plinthThings'),
    'collections.plinthThings: is a reserved name: tables with this prefix belong to the platform',
  ],
  [
    'a collection with an underscore',
    collection('_posts'),
    'collections._posts: must not begin with "_": such collections belong to plugins',
  ],
  [
    'a collection with a capital',
    collection('Posts'),
    'collections.Posts: must be a name of letters and digits that begins with a small letter',
  ],
  ['a collection without fields', collection('posts', {}), 'collections.posts.fields: must be an object of fields (got nothing)'],
  [
    'an unknown key of a collection',
    withFields(title, { acess: {} }),
    'collections.posts.acess: there is no such key. Did you mean "access"?',
  ],
  ['a wrong id', withFields(title, { id: 'number' }), 'collections.posts.id: must be "uuid", "integer" or "text" (got "number")'],
  [
    'accounts with other ids',
    collection('users', { auth: true, id: 'integer' }),
    'collections.users.id: must be "uuid" in an auth collection, so that an id belongs to one account alone',
  ],
  [
    'an address of another kind',
    collection('users', { auth: true, fields: { email: text() } }),
    'collections.users.fields.email: is a system field of accounts; declared again it must stay a field of kind email',
  ],
  [
    'a claim that is no field',
    collection('users', { auth: { claims: ['rolle'] }, fields: { role: text() } }),
    'collections.users.auth.claims.0: names a field that does not exist ("rolle"). Did you mean "role"?',
  ],
  [
    'an index of no field',
    withFields(title, { indexes: [['titel']] }),
    'collections.posts.indexes.0: names a field that does not exist ("titel"). Did you mean "title"?',
  ],
  [
    'an index of json',
    withFields({ data: json() }, { indexes: [['data']] }),
    'collections.posts.indexes.0: names "data", and a field of this kind cannot be in an index',
  ],
  [
    'an index of a secret',
    withFields({ key: secret() }, { indexes: [['-key']] }),
    'collections.posts.indexes.0: names "key", and a field of this kind cannot be in an index',
  ],
  [
    'an index of a long text',
    withFields({ body: text({ max: 5000 }) }, { indexes: [['body']] }),
    'collections.posts.indexes.0: names "body", whose max is above 650: an index entry holds no more',
  ],
  [
    'an index that is no list',
    withFields(title, { indexes: ['title'] }),
    'collections.posts.indexes.0: must be a list of fields, for example ["status", "-createdAt"] (got "title")',
  ],
  [
    'a join table that is there',
    { config: { collections: { posts: { fields: { tags: relation('posts', { many: true }) } }, postsTags: { fields: {} } } } },
    'collections.posts.fields.tags: would have the same table as the collection "postsTags" (posts_tags). Rename one of them.',
  ],
  [
    'two collections of one table',
    { config: { collections: { userIDList: { fields: {} }, userIdList: { fields: {} } } } },
    'collections.userIdList: would have the same table as "userIDList" (user_id_list). Rename one of them.',
  ],
  [
    'an unknown rule',
    withFields(title, { access: { list: true } }),
    'collections.posts.access.list: there is no such rule. Valid names: read, create, update, delete.',
  ],
  [
    'a rule that is none',
    withFields(title, { access: { read: 'all' } }),
    'collections.posts.access.read: must be true, false, a where or a function (got "all")',
  ],
  [
    'a rule of no field',
    withFields({ status: text() }, { access: { read: { statsu: 'x' } } }),
    'collections.posts.access.read: There is no field "statsu". Did you mean "status"?',
  ],
  [
    'a rule through a relation',
    withFields({ author: relation('users') }, { access: { update: { after: { author: { emial: 'x' } } } } }),
    'collections.posts.access.update.after: There is no field "author.emial". Did you mean "email"?',
  ],
  [
    'a field rule of the wrong type',
    withFields({ views: integer({ access: { read: { views: { contains: 'x' } } } }) }),
    'collections.posts.fields.views.access.read: "views.contains" does not end in an operator of that field',
  ],
  [
    'an unknown hook',
    withFields(title, { hooks: { beforeCreate: run } }),
    'collections.posts.hooks.beforeCreate: there is no such hook. Did you mean "beforeWrite"?',
  ],
  [
    'a hook that is no function',
    withFields(title, { hooks: { onRead: true } }),
    'collections.posts.hooks.onRead: must be a function (got true)',
  ],
  [
    'a second plugin of a name',
    { config: { plugins: [{ name: 'mail' }, { name: 'mail' }] } },
    'plugins.1: is a second plugin of the name "mail"',
  ],
  [
    'a plugin that was not made',
    { config: { plugins: [definePlugin(() => ({ name: 'x' }))] } },
    'plugins.0: is a function that makes a plugin. Call it, for example webhooks().',
  ],
  [
    'a missing need',
    { config: { plugins: [{ name: 'webhooks', needs: ['jobs'] }] } },
    'plugins.webhooks.needs: needs a plugin that is not there ("jobs"). Valid names: webhooks.',
  ],
  [
    'a need that was taken out',
    { config: { without: ['jobs'], plugins: [{ name: 'hooks', needs: ['jobs'] }] }, batteries: [{ name: 'jobs' }] },
    'plugins.hooks.needs: needs a plugin that is not there ("jobs"). Take "jobs" out of without, or "hooks" in.',
  ],
  [
    'needs in a circle',
    {
      config: {
        plugins: [
          { name: 'a', needs: ['b'] },
          { name: 'b', needs: ['a'] },
        ],
      },
    },
    'plugins.a.needs: goes in a circle (a > b > a)',
  ],
  [
    'taking out what is not there',
    { config: { without: ['consol'] }, batteries: [{ name: 'console' }] },
    'without.0: names no plugin that is on by default ("consol"). Did you mean "console"?',
  ],
  [
    'hooks of a plugin on nothing',
    { config: { plugins: [{ name: 'a', hooks: { posts: { onCommit: run } } }] } },
    'plugins.a.hooks.posts: names a collection that does not exist',
  ],
  [
    'a variable that a plugin needs',
    {
      config: {
        plugins: [{ name: 'crm', environment: { type: 'object', properties: { CRM_KEY: { type: 'string' } }, required: ['CRM_KEY'] } }],
      },
    },
    "plugins.crm.environment: must have required property 'CRM_KEY'",
  ],
  ['a function without run', { config: { functions: { add: { input: {} } } } }, 'functions.add.run: must be a function (got nothing)'],
  [
    'a function whose input is wrong',
    { config: { functions: { add: { input: { n: integer({ min: 'x' as never }) }, run } } } },
    'functions.add.input.n.min: must be an integer (got "x")',
  ],
  [
    'a function with a where',
    { config: { functions: { add: { access: { a: 1 }, run } } } },
    'functions.add.access: must be true, false or a function: a call has no records to choose from (got {"a":1})',
  ],
  [
    'a reverse as an input',
    { config: { collections: { a: { fields: {} } }, functions: { add: { input: { n: reverse('a', 'b') }, run } } } },
    'functions.add.input.n: cannot be a reverse: it holds no value',
  ],
  [
    'a relation of an input to nowhere',
    { config: { functions: { add: { input: { n: relation('a') }, run } } } },
    'functions.add.input.n: leads to a collection that does not exist ("a")',
  ],
  [
    'a wrong default of an input',
    { config: { functions: { add: { input: { n: integer({ default: 0.5 }) }, run } } } },
    'functions.add.input.n.default: must be integer (got 0.5)',
  ],
  [
    'a function named then',
    { config: { functions: Object.fromEntries([['then', { run }]]) } },
    'functions.then: must be a name of letters and digits that begins with a small letter, and none that every object has',
  ],
  ['routes that are no function', { config: { routes: [] } }, 'routes: must be a Fastify plugin, that is a function (got [])'],
  ['a wrong port', { config: { port: '80' } }, 'port: must be a port, 0 to 65535 (got "80")'],
  ['a wrong port in the environment', environment({ PLINTH_PORT: '8O90' }), 'PLINTH_PORT: must be a port, 0 to 65535 (got "8O90")'],
  ['a wrong port flag', { config: {}, flags: { port: 99999 } }, '--port: must be a port, 0 to 65535 (got 99999)'],
  ['a wrong level', environment({ PLINTH_LOG: 'loud' }), 'PLINTH_LOG: must be one of debug, info, warn, error, silent (got "loud")'],
  [
    'a misspelt variable',
    environment({ PLINTH_SERCET: 'x'.repeat(20) }),
    'PLINTH_SERCET: there is no such variable. Did you mean "PLINTH_SECRET"?',
  ],
  [
    'a short secret',
    environment({ PLINTH_SECRET: 'hunter2' }),
    'PLINTH_SECRET: must be a text of at least 16 characters. Make one with: openssl rand -base64 32',
  ],
  [
    'a previous secret alone',
    environment({ PLINTH_SECRET_PREVIOUS: 'x'.repeat(20) }),
    'PLINTH_SECRET_PREVIOUS: means nothing without a present secret. Set PLINTH_SECRET too.',
  ],
  [
    'another database',
    environment({ DATABASE_URL: 'mysql://root:hunter2@host/x' }),
    'DATABASE_URL: must be "sqlite:<path>" or "postgres://user:password@host/name"',
  ],
  [
    'an unreadable address',
    environment({ DATABASE_URL: 'postgres://user:p@ss@host:port/y' }),
    'DATABASE_URL: is not an address that can be read. Write special characters of the password as %XX.',
  ],
  [
    'half an administrator',
    environment({ PLINTH_ADMIN_EMAIL: 'a@b.de' }),
    'PLINTH_ADMIN_PASSWORD: must be set where PLINTH_ADMIN_EMAIL is',
  ],
  [
    'an origin with a path',
    { config: { cors: ['https://app.example/'] } },
    'cors: must be a list of origins, for example ["https://app.example"] (got ["https://app.example/"])',
  ],
  ['a body limit of nothing', { config: { bodyLimit: 0 } }, 'bodyLimit: must be a number of bytes, 1 to 104857600 (got 0)'],
  [
    'a wrong public address',
    environment({ PLINTH_PUBLIC_URL: 'app.example' }),
    'PLINTH_PUBLIC_URL: must be an http or https address without query (got "app.example")',
  ],
];

for (const [name, source, line] of mistakes) {
  t.test(`${name} gets its one clear line`, async (t) => t.strictSame(lines(source), [line]));
}

t.test('all mistakes are reported at once, without a stack and without secrets', async (t) => {
  const source = {
    config: { colections: {}, collections: { posts: { fields: { id: text(), body: text({ max: -1 }) }, indexes: [['nope']] } }, port: -1 },
    environment: { PLINTH_SECRET: 'hunter2', DATABASE_URL: 'mysql://root:hunter2@h/x' },
  };
  const error = t.throws(() => resolveConfig(source)) as unknown;
  t.ok(error instanceof ConfigError);
  if (!(error instanceof ConfigError)) return;
  t.equal(error.problems.length, 7);
  t.equal(String(error), error.message);
  t.notMatch(`${error.stack}${error.message}`, /\n\s+at |hunter2/);
});

t.test('a sound config is resolved', async (t) => {
  const order: string[] = [];
  const make = (name: string, needs: string[] = []) => ({ name, needs, setup: () => void order.push(name) });
  const config = {
    title: 'Blog',
    collections: {
      users: { auth: { claims: ['role'] }, fields: { role: text() } },
      posts: {
        fields: { status: text(), author: relation('users') },
        access: {
          read: { or: [{ status: 'published' }, { author: { role: 'editor' } }] },
          update: { before: { status: 'draft' }, after: true },
          delete: () => false,
        },
      },
    },
    functions: {
      greet: { input: { name: text({ required: true, max: 10 }), age: integer() }, output: { to: email() }, access: true, run },
    },
    plugins: [make('late', ['early']), make('early')],
    without: ['console'],
    jobs: {},
    routes: async () => undefined,
  };
  const batteries = [
    make('console'),
    { name: 'jobs', configKeys: ['jobs'], collections: { _jobs: { fields: { done: boolean() } } } },
    make('early'),
  ];
  const resolved = resolveConfig({
    config,
    batteries,
    environment: { PLINTH_PORT: '9000', PLINTH_SERVICE_HOST: '10.0.0.1' },
    flags: { port: 9001 },
  });
  t.strictSame(
    resolved.plugins.map(({ name }) => name),
    ['jobs', 'early', 'late'],
  );
  t.equal(resolved.plugins[1], config.plugins[1], 'a plugin that is named replaces the default');
  t.strictSame([...resolved.collections.keys()], ['users', 'posts', '_jobs']);
  t.match(resolved.settings, {
    title: 'Blog',
    port: 9001,
    host: '127.0.0.1',
    bodyLimit: 1048576,
    batchLimit: 100,
    durability: 'full',
    secrets: undefined,
    log: 'info',
    development: false,
  });
  t.match(resolved.settings.database, { kind: 'sqlite', path: /\/data\/plinth\.db$/ });
  t.strictSame(resolved.functions.get('greet')?.input, {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 10 },
      age: { anyOf: [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, { type: 'null' }] },
    },
    required: ['name'],
    additionalProperties: false,
  });
  t.equal(resolved.written, config);
  t.strictSame(order, [], 'nothing of a plugin runs');
});

t.test('a function sees every field of its input, in its one form', async (t) => {
  const seen: unknown[] = [];
  const input = {
    at: email({ required: true }),
    n: integer({ default: 10 }),
    made: text({ default: () => 'now' }),
    note: text(),
    tags: relation('tags', { many: true }),
  };
  const config = {
    collections: { tags: { id: 'integer', fields: {} } },
    functions: { call: { input, output: {}, run: (context: { input: unknown; extra: number }) => seen.push(context) } },
  };
  const call = resolveConfig({ config }).functions.get('call');
  t.strictSame(call?.input.required, ['at']);
  t.match(call?.input.properties, { n: { type: 'integer' }, tags: { items: { type: 'integer' } } });
  call?.run({ input: { at: 'A@B.de', n: 3 }, extra: 1 } as never);
  call?.run({ input: { at: 'a@b.de', note: 'x', tags: [4] } } as never);
  t.strictSame(seen, [
    { input: { at: 'a@b.de', n: 3, made: 'now', note: null, tags: [] }, extra: 1 },
    { input: { at: 'a@b.de', n: 10, made: 'now', note: 'x', tags: [4] } },
  ]);
  t.throws(() => call?.run({ input: { at: 'a@b.de', note: 'x\u0000' } } as never), {
    code: 'validation_failed',
    details: { errors: [{ path: 'note' }] },
  });
});

t.test('settings come from flags, then environment, then config', async (t) => {
  const settings = (source: Omit<ConfigSource, 'config'>, config = {}) => resolveConfig({ config, ...source }).settings;
  t.match(settings({ environment: { DATABASE_URL: 'postgres://a:b@h/x' } }).database, {
    kind: 'postgres',
    url: 'postgres://a:b@h/x',
    poolSize: 10,
    schema: 'public',
  });
  t.match(settings({ environment: { DATABASE_URL: 'postgres://a@h/x?schema=app&poolSize=3&sslmode=require' } }).database, {
    url: 'postgres://a@h/x?sslmode=require',
    poolSize: 3,
    schema: 'app',
  });
  t.match(settings({}, { database: { url: 'postgresql://h/x', schema: 'app' } }).database, { kind: 'postgres', schema: 'app' });
  t.match(settings({ flags: { database: 'sqlite::memory:' }, environment: { DATABASE_URL: 'postgres://h/x' } }).database, {
    kind: 'sqlite',
    path: ':memory:',
  });
  t.match(settings({ environment: { DATABASE_URL: 'sqlite:///var/x.db' } }).database, { path: '/var/x.db' });
  t.match(settings({ flags: { data: '/tmp/d' }, environment: { PLINTH_DATA: '/tmp/e' } }), {
    data: '/tmp/d',
    database: { path: '/tmp/d/plinth.db' },
  });
  const secrets = { PLINTH_SECRET: 'n'.repeat(16), PLINTH_SECRET_PREVIOUS: `${'o'.repeat(16)}, ${'p'.repeat(16)}` };
  t.strictSame(settings({ environment: secrets }).secrets, ['n'.repeat(16), 'o'.repeat(16), 'p'.repeat(16)]);
  t.equal(settings({ environment: { PLINTH_PUBLIC_URL: 'https://app.example/base/' } }).publicUrl, 'https://app.example/base');
});

t.test('an empty variable is an absent one', async (t) => {
  process.env.PLINTH_PORT = '';
  t.notOk('PLINTH_PORT' in readEnvironment());
  process.env.PLINTH_PORT = '1';
  t.equal(readEnvironment().PLINTH_PORT, '1');
  delete process.env.PLINTH_PORT;
  t.equal(new Set(environmentVariables.map(({ name }) => name)).size, 11);
});
