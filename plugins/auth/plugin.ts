// The auth plugin: who is it that asks?
// It may know accounts, secrets and sessions. It must not know what anybody may do: that is for rules.

import { definePlugin, type Plugin } from '../../core/index.ts';
import { mainCollection } from './accounts/account-collections.ts';
import { joinAccountHooks } from './accounts/account-hooks.ts';
import { adminCreate } from './admin-command.ts';
import { createAuthService } from './auth-service.ts';
import { checkAuth } from './check-options.ts';
import { startCleaning } from './cleaning.ts';
import { authCollections } from './collections/all.ts';
import { createParts } from './create-parts.ts';
import { identifyByToken } from './identify.ts';
import type { AuthOptions } from './options.ts';
import { addRoutes } from './routes/all-routes.ts';
import { readyFirstAdmin } from './sign-in/first-admin.ts';

const adminVariables = {
  type: 'object',
  properties: { PLINTH_ADMIN_EMAIL: { type: 'string' }, PLINTH_ADMIN_PASSWORD: { type: 'string', minLength: 8 } },
};

/** Accounts: sign-up and sign-in, sessions and their tokens, administrators. On by default, with passwords. */
export const auth: (options?: AuthOptions) => Plugin = definePlugin<AuthOptions | undefined>((options = {}) => ({
  name: 'auth',
  needs: ['mail'],
  collections: authCollections,
  environment: adminVariables,
  check: (app) => checkAuth(options, app),
  setup(host) {
    const parts = createParts(host, options);
    joinAccountHooks(host, parts.callers, parts.collections.values());
    host.provide('auth', createAuthService(parts));
    host.command(adminCreate(parts));
    host.identify(identifyByToken(parts.callers));
    for (const collection of parts.collections.values()) {
      const context = { parts, collection, documented: !collection.admin };
      host.routes(async (app) => addRoutes(app, context), { prefix: `/api/auth/${collection.name}` });
    }
    const main = mainCollection(parts.collections);
    if (main) host.routes(async (app) => addRoutes(app, { parts, collection: main, documented: false }), { prefix: '/api/auth' });
    let stopCleaning = async (): Promise<void> => {};
    host.onStart(async () => {
      const { PLINTH_ADMIN_EMAIL: email, PLINTH_ADMIN_PASSWORD: password } = host.environment;
      await readyFirstAdmin(parts, { email, password });
      stopCleaning = startCleaning(host);
    });
    host.onStop(() => stopCleaning());
  },
}));
