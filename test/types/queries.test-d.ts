import { createClient } from '@plinth/client';
import type { SchemaOf, Sort, WhereInput } from '@plinth/client/types';
import type { blog } from './blog.ts';
import { type Equal, expectType, type Flat } from './expect.ts';

type S = SchemaOf<typeof blog>;
type PostWhere = WhereInput<S, 'posts'>;

// Conditions: each kind of field has its operators, and no others.
export const conditions: readonly PostWhere[] = [
  { title: 'A', views: { gte: 1, lt: 9 }, pinned: true, status: { in: ['draft'] } },
  { title: { startsWith: 'A', contains: 'b' }, body: null, day: { gt: '2026-01-01' }, price: { lte: '9.90' } },
  { labels: { has: 'a' }, place: { near: { lat: 0, lon: 0, meters: 10 } }, settings: { ne: null } },
  { author: 'id' },
  { author: { in: ['id'] }, section: 3 },
  { author: { role: 'editor', posts: { some: { title: 'A' } } } },
  { tags: { some: { name: 'x' }, none: { id: 'y' } }, comments: { every: { text: { contains: '!' } } } },
  { tags: { has: 'news' } },
  { or: [{ views: 1 }, { not: { author: { name: null } } }], and: [] },
];
// @ts-expect-error there is no such field
export const unknownField: PostWhere = { titel: 'A' };
// @ts-expect-error nor through a relation
export const unknownRelated: PostWhere = { author: { nam: 'A' } };
// @ts-expect-error a number has no parts
export const wrongOperator: PostWhere = { views: { contains: '1' } };
// @ts-expect-error views are numbers
export const wrongValue: PostWhere = { views: '1' };
// @ts-expect-error there is no such choice
export const wrongChoice: PostWhere = { status: 'gone' };
// @ts-expect-error nor through a relation
export const wrongRelatedChoice: PostWhere = { author: { role: 'king' } };
// @ts-expect-error json is there or missing, no more
export const wrongJson: PostWhere = { settings: { eq: 'x' } };
// @ts-expect-error a to-many relation is asked how many
export const wrongMany: PostWhere = { tags: 'x' };
// @ts-expect-error hidden
export const hidden: PostWhere = { internal: 'x' };
// @ts-expect-error nobody compares with undefined but a rule
export const missing: PostWhere = { author: undefined };
// @ts-expect-error the id of a section is a number
export const wrongId: PostWhere = { section: 'x' };

export const sorts: readonly Sort<S, 'posts'>[] = ['title', '-createdAt', ['author.name', '-views', 'id'], 'section.name'];
// @ts-expect-error there is no such field
export const unknownSort: Sort<S, 'posts'> = 'titel';
// @ts-expect-error lists have no order
export const listSort: Sort<S, 'posts'> = 'tags';
// @ts-expect-error only relations to one record are followed
export const manySort: Sort<S, 'posts'> = 'comments.text';

const client = createClient<typeof blog>({ url: 'http://test.local' });

export async function reads(): Promise<void> {
  const page = await client.posts.list({ where: { author: { role: 'editor' } }, sort: '-createdAt', count: 'exact' });
  expectType<Equal<typeof page.total, number | undefined>>();
  const [plain] = page.items;
  expectType<Equal<NonNullable<typeof plain>['author'], string>>();
  // @ts-expect-error a reverse is there only where it is expanded
  plain?.comments;

  const chosen = await client.posts.get('id', { fields: ['title', 'views'] });
  expectType<Equal<typeof chosen, Pick<typeof chosen, 'title' | 'views'>>>();
  expectType<Equal<typeof chosen.title, string>>();
  // @ts-expect-error not asked for
  chosen.body;
  // @ts-expect-error there is no such field
  await client.posts.get('id', { fields: ['titel'] });
  // @ts-expect-error hidden
  await client.posts.get('id', { fields: ['internal'] });
  // @ts-expect-error the id of a section is a number
  await client.sections.get('1');

  const first = await client.posts.get('id', {
    expand: {
      author: true,
      tags: { fields: ['name'] },
      comments: { sort: '-createdAt', limit: 3, where: { text: 'x' }, expand: { by: true } },
    },
  });
  expectType<Equal<NonNullable<typeof first.author>['name'], string | null>>();
  // @ts-expect-error it may be missing or not readable, even where it is required
  first.author.name;
  expectType<Equal<Flat<(typeof first.tags)[number]>, { name: string }>>();
  expectType<Equal<NonNullable<(typeof first.comments)[number]['by']>['role'], 'member' | 'editor'>>();
  expectType<Equal<(typeof first.comments)[number]['post'], string>>();
  expectType<Equal<typeof first.title, string>>();

  const named = await client.posts.list({ fields: ['title'], expand: ['author', 'comments'] });
  expectType<Equal<NonNullable<(typeof named.items)[number]['author']>['name'], string | null>>();
  expectType<Equal<(typeof named.items)[number]['comments'][number]['text'], string>>();
  expectType<Equal<(typeof named.items)[number]['title'], string>>();
  // @ts-expect-error not asked for
  named.items[0]?.views;

  // @ts-expect-error not a relation
  await client.posts.list({ expand: ['title'] });
  // @ts-expect-error there is no such relation
  await client.posts.list({ expand: { autor: true, author: true } });
  // @ts-expect-error nor further down
  await client.posts.list({ expand: { comments: { expand: { by: true, bye: true } } } });
  // @ts-expect-error a relation to one record takes no condition
  await client.posts.list({ expand: { author: { where: { name: 'x' } } } });

  for await (const post of client.posts.all({ expand: { section: true } }))
    expectType<Equal<NonNullable<typeof post.section>['name'], string>>();
}

export async function writes(): Promise<void> {
  const post = await client.posts.create({ title: 'A', author: 'id', settings: { theme: 'x' } });
  await client.posts.update(post, { views: 1 }, { version: post.version });
  await client.posts.update(post.id, { status: 'published' });
  await client.tags.put('news', { name: 'News' });
  await client.sections.delete(1);
  // @ts-expect-error the title is required
  await client.posts.create({ author: 'id', settings: { theme: 'x' } });
  // @ts-expect-error there is no such collection
  await client.pots.list();
}

export async function aggregates(): Promise<void> {
  const [group] = await client.posts.aggregate({
    count: true,
    sum: ['views', 'price'],
    avg: ['rating'],
    min: ['day'],
    groupBy: ['status', 'createdAt:month'],
    sort: '-count',
  });
  if (!group) return;
  expectType<Equal<typeof group.count, number>>();
  expectType<Equal<typeof group.key.status, 'draft' | 'published' | null>>();
  expectType<Equal<(typeof group.key)['createdAt:month'], string | null>>();
  expectType<Equal<typeof group.sum.views, number | null>>();
  expectType<Equal<typeof group.sum.price, string | null>>();
  expectType<Equal<typeof group.avg.rating, number | null>>();
  expectType<Equal<typeof group.min.day, string | null>>();
  expectType<Equal<typeof group.max, undefined>>();
  // @ts-expect-error texts have no sum
  await client.posts.aggregate({ sum: ['title'] });
  // @ts-expect-error only dates are cut
  await client.posts.aggregate({ groupBy: ['title:month'] });
  // @ts-expect-error a day has no hours
  await client.posts.aggregate({ groupBy: ['day:hour'] });
}

export async function functions(): Promise<void> {
  const { sum } = await client.rpc.add({ a: 1 });
  expectType<Equal<typeof sum, number>>();
  const { title } = await client.rpc.top({ section: 1 });
  expectType<Equal<typeof title, string | null>>();
  // @ts-expect-error a is required
  await client.rpc.add({ b: 1 });
  // @ts-expect-error the id of a section is a number
  await client.rpc.top({ section: 'x' });
  // @ts-expect-error there is no such function
  await client.rpc.subtract({ a: 1 });
}
