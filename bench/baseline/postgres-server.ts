// The baseline on PostgreSQL: the same routes with `pg` and named, so prepared, statements.
// node postgres-server.js --port 4000 --database postgres://… --schema bench [--log]
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { Post } from '../data.ts';
import { callerOf, createServer, serve } from './create-server.ts';
import { authorColumns, type JoinedPost, nestAuthor, pageOf, postColumns, readCursor } from './rows.ts';
import { type ListQuery, type PostBody, schemas } from './schemas.ts';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '4000' },
    database: { type: 'string', default: 'postgres://postgres@127.0.0.1:5432/postgres' },
    schema: { type: 'string', default: 'public' },
    durability: { type: 'string', default: 'relaxed' },
    log: { type: 'boolean', default: false },
  },
});

const settings = `-c search_path=${options.schema} -c synchronous_commit=${options.durability === 'full' ? 'on' : 'off'}`;
const pool = new pg.Pool({ connectionString: options.database, max: 10, options: settings });

const rule = (parameter: string) => `(p.status = 'published' or p.author = ${parameter})`;
const order = 'order by p.created_at desc, p.id desc';
const create = 'insert into posts (id, title, body, status, views, author, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8)';
const update = `update posts as p set title = coalesce($3, p.title), body = coalesce($4, p.body), status = coalesce($5, p.status),
  views = coalesce($6, p.views), updated_at = $7`;
const logged = 'insert into changes (collection, id, action, before, after, caller, at)';
// With the log one statement does all, which is one transaction and one round trip.
const statements = {
  get: `select ${postColumns} from posts p where p.id = $1 and ${rule('$2')}`,
  list: `select ${postColumns} from posts p where p.status = $1 and ${rule('$2')} ${order} limit $3`,
  after: `select ${postColumns} from posts p where p.status = $1 and (p.created_at, p.id) < ($4, $5) and ${rule('$2')} ${order} limit $3`,
  expanded: `select ${postColumns}, ${authorColumns} from posts p left join authors a on a.id = p.author where p.status = $1 and ${rule('$2')} ${order} limit $3`,
  create: options.log ? `with p as (${create}) ${logged} values ('posts', $1, 'create', null, $9, $6, $8)` : create,
  update: options.log
    ? `with old as (select p.* from posts p where p.id = $1 and p.author = $2 for update),
       changed as (${update} from old where p.id = old.id returning p.*),
       log as (${logged} select 'posts', c.id, 'update', to_json(o)::text, to_json(c)::text, $2, $7 from changed c, old o)
       select ${postColumns} from changed p`
    : `${update} where p.id = $1 and p.author = $2 returning ${postColumns}`,
};

async function run<Row extends object>(name: keyof typeof statements, values: unknown[]): Promise<Row[]> {
  const { rows } = await pool.query<Row & pg.QueryResultRow>({ name, text: statements[name], values });
  return rows;
}

const app = createServer();

app.get<{ Params: { id: string } }>('/api/posts/:id', { schema: schemas.get }, async (request, reply) => {
  const [row] = await run<Post>('get', [request.params.id, callerOf(request)]);
  if (row) return row;
  reply.code(404);
  return { message: 'There is no such post.' };
});

app.get<{ Querystring: ListQuery }>('/api/posts', { schema: schemas.list }, async (request) => {
  const { status, limit, expand, cursor } = request.query;
  const values = [status, callerOf(request), limit];
  if (expand) return pageOf((await run<JoinedPost>('expanded', values)).map(nestAuthor));
  if (cursor) return pageOf(await run<Post>('after', [...values, ...readCursor(cursor)]));
  return pageOf(await run<Post>('list', values));
});

app.post<{ Body: PostBody }>('/api/posts', { schema: schemas.create }, async (request, reply) => {
  const { title, body, status, views = 0 } = request.body;
  const now = new Date().toISOString();
  const post: Post = { id: randomUUID(), title, body, status, views, author: callerOf(request), createdAt: now, updatedAt: now };
  const values = [post.id, title, body, status, views, post.author, now, now];
  await run('create', options.log ? [...values, JSON.stringify(post)] : values);
  reply.code(201);
  return post;
});

app.patch<{ Params: { id: string }; Body: Partial<PostBody> }>('/api/posts/:id', { schema: schemas.update }, async (request, reply) => {
  const { title = null, body = null, status = null, views = null } = request.body as { [Name in keyof PostBody]?: PostBody[Name] | null };
  const [row] = await run<Post>('update', [request.params.id, callerOf(request), title, body, status, views, new Date().toISOString()]);
  if (row) return row;
  reply.code(404);
  return { message: 'There is no such post.' };
});

app.addHook('onClose', () => pool.end());
await pool.query('select 1');
await serve(app, Number(options.port));
