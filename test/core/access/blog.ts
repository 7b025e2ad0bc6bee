import { type Caller, anonymous } from '../../../core/caller.ts';
import type { Collections } from '../../../core/collections/collection.ts';
import { compileCollections } from '../../../core/collections/compile-collections.ts';

interface Context {
  readonly caller: Caller;
  readonly now: string;
}

const field = (kind: string, options: object = {}, to?: string, by?: string) => ({ kind, options, to, by });

/** A blog whose rules are of every form: booleans, wheres, functions, and rules of fields, to-many relations and reverses. */
export const blog = {
  users: {
    auth: true,
    fields: {
      name: field('text'),
      role: field('text', { access: { write: false } }),
      salary: field('integer', { access: { read: ({ caller }: Context) => ({ id: caller.id }) } }),
      badge: field('text', { hidden: true }),
      posts: field('reverse', {}, 'posts', 'author'),
      reviews: field('reverse', {}, 'posts', 'reviewer'),
      audits: field('reverse', {}, 'posts', 'auditor'),
    },
    access: { read: ({ caller }: Context) => ({ or: [{ role: 'public' }, { id: caller.id }] }), update: ({ caller }: Context) => ({ id: caller.id }) },
  },
  posts: {
    fields: {
      title: field('text', { required: true }),
      status: field('text'),
      views: field('integer', { access: { read: { status: 'published' }, write: ({ caller }: Context) => ({ author: caller.id }) } }),
      note: field('text', { access: { read: false } }),
      secret: field('text', { hidden: true }),
      pinned: field('boolean', { access: { write: false } }),
      author: field('relation', {}, 'users'),
      reviewer: field('relation', { access: { read: { status: 'published' } } }, 'users'),
      auditor: field('relation', { hidden: true }, 'users'),
      tags: field('relation', { many: true }, 'tags'),
      labels: field('relation', { many: true, access: { read: { status: 'published' } } }, 'tags'),
      comments: field('reverse', {}, 'comments', 'post'),
    },
    access: {
      read: ({ caller }: Context) => ({ or: [{ status: 'published' }, { author: caller.id }] }),
      create: ({ caller }: Context) => ({ author: caller.id }),
      update: { before: ({ caller }: Context) => ({ author: caller.id, status: 'draft' }), after: ({ caller }: Context) => ({ author: caller.id }) },
      delete: ({ caller }: Context) => caller.id !== undefined && { author: caller.id },
    },
  },
  tags: {
    fields: { name: field('text'), open: field('boolean'), posts: field('reverse', {}, 'posts', 'tags') },
    access: { read: { open: true }, create: true },
  },
  comments: {
    fields: { body: field('text'), likes: field('integer'), post: field('relation', {}, 'posts'), author: field('relation', {}, 'users') },
    access: { read: true, update: false, delete: () => Promise.resolve(false) },
  },
  vault: { fields: { word: field('text'), post: field('relation', {}, 'posts'), note: field('relation', {}, '_notes') } },
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
export { anonymous, field };
