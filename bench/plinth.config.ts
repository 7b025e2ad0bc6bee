import { createVerifier } from 'fast-jwt';
import { anonymous, defineConfig, definePlugin, integer, relation, select, text } from 'plinth';
import { tokenSecret } from './token.ts';

/** Knows the caller by the same token that the baseline verifies. */
const tokens = definePlugin(() => ({
  name: 'benchmark-tokens',
  setup(host) {
    const verify = createVerifier({ key: tokenSecret, algorithms: ['HS256'] });
    host.identify((request) => {
      const header = request.headers.authorization;
      if (!header?.startsWith('Bearer ')) return undefined;
      return { ...anonymous, id: verify(header.slice(7)).sub, collection: 'authors' };
    });
  },
}));

const postFields = {
  title: text({ required: true, max: 255 }),
  body: text({ required: true, max: 100_000 }),
  status: select(['draft', 'published'], { required: true }),
  views: integer({ default: 0 }),
  author: relation('authors', { required: true }),
} as const;

/** The declaration that the benchmark measures against the hand-written server. */
export default defineConfig({
  title: 'Benchmark',
  collections: {
    authors: {
      fields: { name: text({ max: 255 }), email: text({ max: 255 }) },
      access: { read: true },
    },
    posts: {
      fields: postFields,
      indexes: [['status', '-createdAt']],
      access: {
        read: ({ caller }) => ({ or: [{ status: 'published' }, { author: caller.id }] }),
        create: ({ caller }) => ({ author: caller.id }),
        update: ({ caller }) => ({ author: caller.id }),
      },
    },
    // The same, so that a create tells what the change log costs.
    unloggedPosts: {
      fields: postFields,
      indexes: [['status', '-createdAt']],
      changes: false,
      access: {
        read: ({ caller }) => ({ or: [{ status: 'published' }, { author: caller.id }] }),
        create: ({ caller }) => ({ author: caller.id }),
        update: ({ caller }) => ({ author: caller.id }),
      },
    },
  },
  // The token is the benchmark's own, not one of a sign-in.
  plugins: [tokens()],
  without: ['auth', 'mail'],
});
