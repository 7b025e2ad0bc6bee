import type { Records } from '../../../core/records/records.ts';
import { ann, bob } from './blog.ts';

const id = (kind: number, index: number) => `01900000-0000-7000-8000-00000000${kind}00${index}`;

export const cyd = '01900000-0000-7000-8000-00000000000c';

/** The ids of the blog's records, by what they are. */
export const ids = {
  /** Published, by ann. */
  news: id(1, 1),
  /** A draft by ann. */
  draft: id(1, 2),
  /** A draft by bob. */
  bobs: id(1, 3),
  /** Published, by cyd, whom only cyd may read. */
  cyds: id(1, 4),
  openTag: id(2, 1),
  closedTag: id(2, 2),
  comment: id(3, 1),
  /** A comment on bob's draft, by cyd. */
  aside: id(3, 2),
  vault: id(4, 1),
  note: id(5, 1),
  missing: id(9, 9),
};

/** The rows of the blog: something of every kind that a caller may not see lies beside what he may. */
export function blogRows(): Record<string, Record<string, unknown>[]> {
  // biome-ignore format: a table is read by its rows
  return {
    users: [
      { id: ann, name: 'Ann', role: 'private', salary: 100, badge: 'badge-a', email: 'ann@x.org' },
      { id: bob, name: 'Bob', role: 'public', salary: 200, badge: 'badge-b', email: 'bob@x.org' },
      { id: cyd, name: 'Cyd', role: 'private', salary: 300, badge: 'badge-c', email: 'cyd@x.org' },
    ],
    tags: [
      { id: ids.openTag, name: 'open-tag', open: true },
      { id: ids.closedTag, name: 'closed-tag', open: false },
    ],
    posts: [
      {
        ...{ id: ids.news, title: 'news', status: 'published', views: 10, note: 'note-1', secret: 'secret-1', author: ann, reviewer: bob, auditor: bob },
        ...{ tags: [ids.openTag, ids.closedTag], labels: [ids.openTag] },
      },
      {
        ...{ id: ids.draft, title: 'draft', status: 'draft', views: 20, note: 'note-2', secret: 'secret-2', author: ann, reviewer: bob, auditor: bob },
        ...{ tags: [ids.openTag], labels: [ids.openTag] },
      },
      { id: ids.bobs, title: 'bobs', status: 'draft', views: 30, note: 'note-3', secret: 'secret-3', author: bob, reviewer: ann, auditor: ann, tags: [], labels: [] },
      { id: ids.cyds, title: 'cyds', status: 'published', views: 40, note: 'note-4', secret: 'secret-4', author: cyd, reviewer: cyd, auditor: cyd, tags: [ids.closedTag], labels: [] },
    ],
    comments: [
      { id: ids.comment, body: 'first', likes: 1, post: ids.news, author: bob },
      { id: ids.aside, body: 'aside', likes: 2, post: ids.bobs, author: cyd },
    ],
    _notes: [{ id: ids.note, text: 'internal' }],
    vault: [{ id: ids.vault, word: 'vaulted', post: ids.news, note: ids.note }],
  };
}

/** Stores rows as the system, in their order; targets must come before those that refer to them. */
export async function seed(records: Records, rows: Readonly<Record<string, readonly Record<string, unknown>[]>>): Promise<void> {
  for (const [collection, some] of Object.entries(rows)) for (const row of some) await records.create(collection, row);
}
