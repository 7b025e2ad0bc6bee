import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  AppError,
  boolean,
  type Caller,
  datetime,
  decimal,
  definePlugin,
  type ExpandTree,
  fn,
  integer,
  json,
  type Records,
  type Row,
  text,
} from 'plinth';
import { createTestApp } from 'plinth/testing';
import type { DatabaseChoice } from '../../each-database.ts';
import { blog } from '../access/blog.ts';
import { blogRows, seed } from '../access/blog-data.ts';

/** Everything of a post, hidden fields too, and everything of what it leads to. */
const whole = {
  fields: ['id', 'version', 'title', 'status', 'views', 'note', 'secret', 'pinned', 'author', 'reviewer', 'auditor', 'tags', 'labels'],
  person: { fields: ['id', 'name', 'role', 'salary', 'badge', 'email'] },
};

const expand: ExpandTree = {
  author: whole.person,
  reviewer: { ...whole.person, expand: { reviews: { fields: whole.fields } } },
  auditor: whole.person,
  tags: { expand: { posts: { fields: whole.fields } } },
  labels: true,
  comments: { expand: { author: whole.person } },
};

/** A plugin that fetches rows as the system and leaves it to the platform what of them a caller gets. */
const rawRows = definePlugin(() => ({
  name: 'raw-rows',
  collections: { _notes: { fields: { text: text() }, access: { read: true } } },
  setup({ records, routes }) {
    const all = async (query: object) => (await records.list('posts', { fields: whole.fields, sort: ['id'], limit: 500, ...query })).items;
    routes(
      async (app) => {
        app.get('/rows', async (_request, reply) => reply.records('posts', await all({})));
        app.get('/expanded', async (_request, reply) => reply.records('posts', await all({ expand })));
        app.get('/added', async (_request, reply) =>
          reply.records(
            'posts',
            (await all({})).map((row) => ({ ...row, rank: 1, secretly: row['secret'] })),
          ),
        );
        app.get('/partly', async (_request, reply) => reply.records('posts', await all({ fields: ['id', 'note', 'secret', 'views'] })));
        app.get('/without-id', async (_request, reply) => reply.records('posts', await all({ fields: ['title'] })));
        app.get('/unknown', async (_request, reply) => reply.records('nope', []));
        app.get('/invented', async (_request, reply) => reply.records('posts', [{ id: 'none', title: 'invented' }]));
        app.get('/vault', async (_request, reply) => reply.records('vault', (await records.list('vault')).items));
      },
      { prefix: '/api/raw' },
    );
  },
}));

/** What the signal of the last call of `wait` has said. */
export const waiting = { begun: false, aborted: false };

const functions = {
  add: fn({
    input: {
      a: integer({ required: true }),
      b: integer({ default: 1 }),
      price: decimal({ precision: 6, scale: 2 }),
      at: datetime(),
      data: json(),
    },
    output: { sum: integer({ required: true }), price: text(), at: text(), data: json(), keys: text() },
    access: true,
    run: ({ input }) => ({ sum: input.a + input.b, price: input.price, at: input.at, data: input.data, keys: Object.keys(input).join() }),
  }),
  nothing: fn({ input: { name: text() }, output: { name: text() }, access: true, run: ({ input }) => ({ name: input.name }) }),
  mine: fn({
    input: {},
    output: { titles: json(), id: text() },
    access: ({ caller }) => caller.id !== undefined,
    run: async ({ caller, records }) => {
      const { items } = await (records as unknown as Records).list('posts', { sort: ['title'] });
      return { titles: items.map((row) => row['title'] as string), id: caller.id ?? null };
    },
  }),
  never: fn({ input: {}, output: { done: boolean() }, run: () => ({ done: true }) }),
  refused: fn({ input: { n: integer() }, output: {}, access: false, run: () => ({}) }),
  half: fn({
    input: {},
    output: {},
    access: true,
    run: async ({ records }) => {
      await (records as unknown as Records).transaction(async (inside) => {
        await inside.create('tags', { name: 'half', open: true });
        throw new AppError('conflict', { detail: 'Not today.' });
      });
      return {};
    },
  }),
  wrongType: fn({ input: {}, output: { sum: integer() }, access: true, run: () => ({ sum: 'the password is swordfish' }) as never }),
  tooMuch: fn({ input: {}, output: { sum: integer() }, access: true, run: () => ({ sum: 1, password: 'swordfish' }) as never }),
  tooLittle: fn({ input: {}, output: { sum: integer({ required: true }) }, access: true, run: () => undefined as never }),
  circular: fn({
    input: {},
    output: { data: json() },
    access: true,
    run: () => {
      const data: Record<string, unknown> = { swordfish: true };
      data['self'] = data;
      return { data: data as never };
    },
  }),
  broken: fn({
    input: {},
    output: {},
    access: true,
    run: () => {
      throw new Error('select swordfish from passwords');
    },
  }),
  wait: fn({
    input: {},
    output: {},
    access: true,
    run: async ({ signal }) => {
      waiting.begun = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      waiting.aborted = signal.aborted;
      return {};
    },
  }),
};

interface Typed {
  Body: { readonly title: string; readonly count?: number };
  Querystring: { readonly times: number };
  Params: { readonly id: number };
}

/** The routes of the config. */
async function routes(app: FastifyInstance): Promise<void> {
  app.get('/api/me', async ({ caller }) => ({ caller: { id: caller.id ?? null, admin: caller.admin } }));
  app.get('/api/readable', async ({ records }) => records.list('posts', { sort: ['id'], limit: 500 }));
  app.get(
    '/api/posts/featured',
    async ({ records }) => (await records.list('posts', { where: { status: 'published' }, sort: ['id'], limit: 1 })).items,
  );
  app.post<{ Body: Row }>('/api/guarded', async ({ records, body }) => records.create('posts', body));
  app.post<Typed>('/api/typed/:id', {
    schema: {
      summary: 'Say it again',
      body: {
        type: 'object',
        properties: { title: { type: 'string', maxLength: 5 }, count: { type: 'integer', default: 2 } },
        required: ['title'],
        additionalProperties: false,
      },
      querystring: { type: 'object', properties: { times: { type: 'integer', default: 1 } }, additionalProperties: false },
      params: { type: 'object', properties: { id: { type: 'integer' } } },
      response: { 200: { type: 'object', properties: { said: { type: 'string' }, id: { type: 'integer' } } } },
    },
    handler: async ({ body, query, params }) => ({
      said: body.title.repeat((body.count ?? 0) * query.times),
      id: params.id,
      secret: 'swordfish',
    }),
  });
  app.get('/api/refusing', async () => {
    throw new AppError('quota_exceeded', { detail: 'Come back tomorrow.', data: { left: 0 }, headers: { 'retry-after': '60' } });
  });
  app.get('/api/unavailable', async () => {
    throw new AppError('unavailable', { detail: 'The pool of swordfish is empty.' });
  });
  app.get('/api/crashing', async (_request: FastifyRequest, _reply: FastifyReply) => {
    throw Object.assign(new Error('swordfish'), { statusCode: 418 });
  });
  app.get('/api/hidden', { schema: { hide: true } }, async () => ({}));
  app.get('/hello', async (_request, reply) => reply.type('text/html').header('cache-control', 'public, max-age=60').send('<p>hello</p>'));
}

/** Starts the blog with functions, routes and a plugin. */
export async function startRoutedBlog(choice: DatabaseChoice) {
  const test = await createTestApp({ port: 0, collections: blog, functions, routes, plugins: [rawRows()] } as never, choice);
  await seed(test.records, blogRows());
  async function call(method: string, path: string, { as, body }: { as?: Partial<Caller> | undefined; body?: unknown } = {}) {
    const sent =
      body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await test.request(path, { method, ...sent }, as);
    const written = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true && written !== '';
    return { status: answer.status, headers: answer.headers, text: written, body: isJson ? (JSON.parse(written) as unknown) : undefined };
  }
  return { ...test, call };
}
