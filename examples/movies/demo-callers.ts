import { type Caller, definePlugin } from 'plinth';

const admin: Caller = { id: undefined, collection: undefined, admin: true, scopes: undefined, claims: {} };
const thisMachine = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * Lets the made-up users of this example in by their name alone: `Authorization: Demo ada`, and `Demo admin` for an administrator. It shows
 * the rules at work and protects nothing, so it answers to this machine only.
 */
export const demoCallers = definePlugin(() => ({
  name: 'demoCallers',
  setup(host) {
    host.identify(async (request) => {
      const name = /^Demo ([a-z]+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (name === undefined || !thisMachine.has(request.ip)) return undefined;
      if (name === 'admin') return admin;
      const { items } = await host.records.list('users', { where: { email: `${name}@example.com` }, limit: 1 });
      return items[0] && { id: String(items[0]['id']), collection: 'users', admin: false, scopes: undefined, claims: {} };
    });
  },
}));
