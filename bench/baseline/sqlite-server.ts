// The baseline on SQLite: what a careful engineer would write by hand for this one table, and nothing more.
// node sqlite-server.js --port 4000 --database posts.db [--durability full|relaxed] [--log]
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import type { Post } from '../data.ts';
import { callerOf, createServer, serve } from './create-server.ts';
import { authorColumns, type JoinedPost, nestAuthor, pageOf, postColumns, readCursor } from './rows.ts';
import { type ListQuery, type PostBody, schemas } from './schemas.ts';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '4000' },
    database: { type: 'string', default: 'posts.db' },
    durability: { type: 'string', default: 'relaxed' },
    log: { type: 'boolean', default: false },
  },
});

const database = new Database(options.database);
for (const setting of [
  'journal_mode = wal',
  `synchronous = ${options.durability === 'full' ? 'full' : 'normal'}`,
  'foreign_keys = on',
  'cache_size = -65536',
  'temp_store = memory',
  'busy_timeout = 5000',
  'mmap_size = 268435456',
]) {
  database.pragma(setting);
}

const rule = "(p.status = 'published' or p.author = @me)";
const listed = `${rule} order by p.created_at desc, p.id desc limit @limit`;
const statements = {
  get: database.prepare<[id: string, me: string]>(
    `select ${postColumns} from posts p where p.id = ? and (p.status = 'published' or p.author = ?)`,
  ),
  list: database.prepare(`select ${postColumns} from posts p where p.status = @status and ${listed}`),
  after: database.prepare(
    `select ${postColumns} from posts p where p.status = @status and (p.created_at, p.id) < (@createdAt, @id) and ${listed}`,
  ),
  expanded: database.prepare(
    `select ${postColumns}, ${authorColumns} from posts p left join authors a on a.id = p.author where p.status = @status and ${listed}`,
  ),
  create: database.prepare(
    'insert into posts (id, title, body, status, views, author, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
  ),
  update:
    database.prepare(`update posts as p set title = coalesce(@title, title), body = coalesce(@body, body), status = coalesce(@status, status),
    views = coalesce(@views, views), updated_at = @now where id = @id and author = @me returning ${postColumns.replaceAll('p.', '')}`),
  own: database.prepare<[id: string, me: string]>(`select ${postColumns} from posts p where p.id = ? and p.author = ?`),
  log: database.prepare('insert into changes (collection, id, action, before, after, caller, at) values (?, ?, ?, ?, ?, ?, ?)'),
};

interface Change {
  readonly action: string;
  readonly before: Post | undefined;
  readonly after: Post;
  readonly me: string;
}

function logChange({ action, before, after, me }: Change): void {
  statements.log.run('posts', after.id, action, before ? JSON.stringify(before) : null, JSON.stringify(after), me, after.updatedAt);
}

function insert(post: Post): void {
  statements.create.run(post.id, post.title, post.body, post.status, post.views, post.author, post.createdAt, post.updatedAt);
}

const insertLogged = database.transaction((post: Post): void => {
  insert(post);
  logChange({ action: 'create', before: undefined, after: post, me: post.author });
});

interface PostChange extends Partial<PostBody> {
  readonly id: string;
  readonly me: string;
}

function change({
  id,
  me,
  title = null,
  body = null,
  status = null,
  views = null,
}: { [Name in keyof PostChange]: PostChange[Name] | null }): Post | undefined {
  return statements.update.get({ id, me, title, body, status, views, now: new Date().toISOString() }) as Post | undefined;
}

const changeLogged = database.transaction((wanted: PostChange): Post | undefined => {
  const before = statements.own.get(wanted.id, wanted.me) as Post | undefined;
  const after = before && change(wanted);
  if (after) logChange({ action: 'update', before, after, me: wanted.me });
  return after;
});

const create = options.log ? insertLogged.immediate : insert;
const update = options.log ? changeLogged.immediate : change;

const app = createServer();

app.get<{ Params: { id: string } }>('/api/posts/:id', { schema: schemas.get }, (request, reply) => {
  const row = statements.get.get(request.params.id, callerOf(request));
  if (row) reply.send(row);
  else reply.code(404).send({ message: 'There is no such post.' });
});

app.get<{ Querystring: ListQuery }>('/api/posts', { schema: schemas.list }, (request, reply) => {
  const { status, limit, expand, cursor } = request.query;
  const me = callerOf(request);
  if (expand) {
    const rows = statements.expanded.all({ status, limit, me }) as JoinedPost[];
    reply.send(pageOf(rows.map(nestAuthor)));
  } else if (cursor) {
    const [createdAt, id] = readCursor(cursor);
    reply.send(pageOf(statements.after.all({ status, limit, me, createdAt, id }) as Post[]));
  } else {
    reply.send(pageOf(statements.list.all({ status, limit, me }) as Post[]));
  }
});

app.post<{ Body: PostBody }>('/api/posts', { schema: schemas.create }, (request, reply) => {
  const { title, body, status, views = 0 } = request.body;
  const now = new Date().toISOString();
  const post: Post = { id: randomUUID(), title, body, status, views, author: callerOf(request), createdAt: now, updatedAt: now };
  create(post);
  reply.code(201).send(post);
});

app.patch<{ Params: { id: string }; Body: Partial<PostBody> }>('/api/posts/:id', { schema: schemas.update }, (request, reply) => {
  const row = update({ id: request.params.id, me: callerOf(request), ...request.body });
  if (row) reply.send(row);
  else reply.code(404).send({ message: 'There is no such post.' });
});

app.addHook('onClose', async () => {
  database.close();
});
await serve(app, Number(options.port));
