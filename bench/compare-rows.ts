import { isDeepStrictEqual } from 'node:util';
import { postId } from './data.ts';
import type { Spelling } from './workloads.ts';

/** A server that answers requests of the benchmark's caller. */
export interface Answering {
  readonly name: string;
  readonly port: number;
  readonly spelling: Spelling;
}

interface Item {
  readonly id: string;
  readonly author: unknown;
  readonly [field: string]: unknown;
}

interface ListAnswer {
  readonly items: readonly Item[];
  readonly next: string;
}

const pageSize = 500;
const depth = 50_000;

async function answerOf<Answer>(server: Answering, path: string, token: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) throw new Error(`${server.name} answers ${response.status} at ${path}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Walks to the page behind the first 50,000 rows; answers its cursor and the ids on the way. */
async function walkDeep(server: Answering, token: string): Promise<{ readonly cursor: string; readonly ids: readonly string[] }> {
  const ids: string[] = [];
  let cursor = '';
  while (ids.length < depth) {
    const after = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await answerOf<ListAnswer>(server, `${server.spelling.list}&limit=${pageSize}${after}`, token);
    if (page.items.length !== pageSize) throw new Error(`${server.name} ends after ${ids.length + page.items.length} rows.`);
    ids.push(...page.items.map((item) => item.id));
    cursor = page.next;
  }
  return { cursor, ids };
}

/** Throws unless both servers answer the same rows: one's own draft, a stranger's (404), a page with authors, and 50,000 rows in order. */
export async function compareRows(servers: readonly [Answering, Answering], token: string): Promise<readonly [string, string]> {
  const [first, second] = await Promise.all(servers.map((server) => lookAround(server, token)));
  if (!first || !second) throw new Error('Two servers are compared.');
  for (const [index, question] of first.answers.entries()) {
    const other = second.answers[index];
    if (!isDeepStrictEqual(question, other)) {
      throw new Error(
        `The servers disagree.\n${servers[0].name}: ${JSON.stringify(question)}\n${servers[1].name}: ${JSON.stringify(other)}`,
      );
    }
  }
  if (!isDeepStrictEqual(first.ids, second.ids)) throw new Error('The servers list different rows.');
  return [first.cursor, second.cursor];
}

async function lookAround(server: Answering, token: string) {
  const own = await answerOf<Item>(server, `/api/posts/${postId(4)}`, token).catch((error: Error) => String(error).includes('404'));
  const single = await answerOf<Item>(server, `/api/posts/${postId(0)}`, token);
  const page = await answerOf<ListAnswer>(server, server.spelling.list + server.spelling.expand, token);
  const { cursor, ids } = await walkDeep(server, token);
  return { answers: [own, plain(single), page.items.map(withAuthor)], cursor, ids };
}

const shared = ['id', 'title', 'body', 'status', 'views', 'createdAt', 'updatedAt'];

/** What both servers answer of a post: Plinth adds the version. */
function plain(item: Item): Record<string, unknown> {
  return { ...Object.fromEntries(shared.map((field) => [field, item[field]])), author: item.author };
}

/** The same with the author, who stands beside the post in one server and in it in the other. */
function withAuthor(item: Item): Record<string, unknown> {
  const nested = (item.expand as { author?: Record<string, unknown> } | undefined)?.author ?? item.author;
  const { id, name, email } = nested as Record<string, unknown>;
  return { ...plain(item), author: { id, name, email } };
}
