import { anonymous, type Caller } from '../../../core/caller.ts';
import type { Collections } from '../../../core/collections/collection.ts';
import { compileCollections } from '../../../core/collections/compile-collections.ts';

interface Context {
  readonly caller: Caller;
  readonly now: string;
}

/** A field as the factories of a declaration make it. */
export const field = (kind: string, options: object = {}) => ({ kind, options });
const relation = (to: string, options: object = {}) => ({ kind: 'relation', options, to });
const reverse = (to: string, by: string) => ({ kind: 'reverse', options: {}, to, by });

/** A blog whose rules are of every form: booleans, wheres, functions, and rules of fields, to-many relations and reverses. */
export const blog = {
  users: {
    auth: true,
    fields: {
      name: field('text'),
      role: field('text', { access: { write: false } }),
      salary: field('integer', { access: { read: ({ caller }: Context) => ({ id: caller.id }) } }),
      badge: field('text', { hidden: true }),
      posts: reverse('posts', 'author'),
      reviews: reverse('posts', 'reviewer'),
      audits: reverse('posts', 'auditor'),
    },
    access: {
      read: ({ caller }: Context) => ({ or: [{ role: 'public' }, { id: caller.id }] }),
      update: ({ caller }: Context) => ({ id: caller.id }),
    },
  },
  posts: {
    fields: {
      title: field('text', { required: true }),
      status: field('text'),
      views: field('integer', { access: { read: { status: 'published' }, write: ({ caller }: Context) => ({ author: caller.id }) } }),
      note: field('text', { access: { read: false } }),
      secret: field('text', { hidden: true }),
      pinned: field('boolean', { access: { write: false } }),
      author: relation('users'),
      reviewer: relation('users', { access: { read: { status: 'published' } } }),
      auditor: relation('users', { hidden: true }),
      tags: relation('tags', { many: true }),
      labels: relation('tags', { many: true, access: { read: { status: 'published' } } }),
      comments: reverse('comments', 'post'),
    },
    access: {
      read: ({ caller }: Context) => ({ or: [{ status: 'published' }, { author: caller.id }] }),
      create: ({ caller }: Context) => ({ author: caller.id }),
      update: {
        before: ({ caller }: Context) => ({ author: caller.id, status: 'draft' }),
        after: ({ caller }: Context) => ({ author: caller.id }),
      },
      delete: ({ caller }: Context) => caller.id !== undefined && { author: caller.id },
    },
  },
  tags: {
    fields: { name: field('text'), open: field('boolean'), posts: reverse('posts', 'tags') },
    access: { read: { open: true }, create: true },
  },
  comments: {
    fields: { body: field('text'), likes: field('integer'), post: relation('posts'), author: relation('users') },
    access: { read: true, update: false, delete: () => Promise.resolve(false) },
  },
  vault: { fields: { word: field('text'), post: relation('posts'), note: relation('_notes') } },
};

/** The collections of `blog` and one of a plugin. */
export function blogCollections(): Collections {
  return compiled(blog, { _notes: { fields: { text: field('text') }, access: { read: true, create: true, update: true, delete: true } } });
}

/** Compiles a declaration; throws where it has problems. */
export function compiled(declared: object, contributed: object = {}): Collections {
  const { collections, problems } = compileCollections(declared, [{ plugin: 'notes', collections: contributed }]);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return collections;
}

export const ann = '01900000-0000-7000-8000-00000000000a';
export const bob = '01900000-0000-7000-8000-00000000000b';

/** An account of the blog. */
export function member(id: string, more: Partial<Caller> = {}): Caller {
  return { ...anonymous, id, collection: 'users', ...more };
}

export const admin: Caller = { ...anonymous, id: '01900000-0000-7000-8000-0000000000ff', collection: 'users', admin: true };
export { anonymous, relation };
