import type { Post } from '../data.ts';

/** Columns of a post under their names in JSON. */
export const postColumns = 'p.id, p.title, p.body, p.status, p.views, p.author, p.created_at as "createdAt", p.updated_at as "updatedAt"';

/** Columns of its author beside them. */
export const authorColumns =
  'a.name as "authorName", a.email as "authorEmail", a.created_at as "authorCreatedAt", a.updated_at as "authorUpdatedAt"';

/** A post with its author's columns beside its own. */
export interface JoinedPost extends Post {
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authorCreatedAt: string;
  readonly authorUpdatedAt: string;
}

/** The answer for a post with its author. */
export function nestAuthor(row: JoinedPost) {
  const { id, title, body, status, views, author, createdAt, updatedAt } = row;
  const nested = {
    id: author,
    name: row.authorName,
    email: row.authorEmail,
    createdAt: row.authorCreatedAt,
    updatedAt: row.authorUpdatedAt,
  };
  return { id, title, body, status, views, author, createdAt, updatedAt, expand: { author: nested } };
}

/** The answer for a page, with the cursor of the next. */
export function pageOf<Item extends Post>(items: Item[]) {
  const last = items.at(-1);
  return { items, next: last ? `${last.createdAt}_${last.id}` : '' };
}

/** The position that a cursor names. */
export function readCursor(cursor: string): readonly [createdAt: string, id: string] {
  const cut = cursor.indexOf('_');
  return [cursor.slice(0, cut), cursor.slice(cut + 1)];
}
