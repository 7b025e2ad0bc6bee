import type { FastifyRequest } from 'fastify';
import { AppError } from '../../core/index.ts';
import type { AuthParts } from './auth-parts.ts';
import { clientInfo } from './client-info.ts';
import type { Identity } from './provider.ts';
import { type SignedIn, signIn } from './sign-in/sign-in.ts';

/** What the plugin `auth` offers to others. */
export interface AuthService {
  /**
   * Signs in whom a provider has proven to be there, to a collection of accounts; answers what a client is to get. Throws `forbidden` for an
   * account that may not be used, and `conflict` where an address that the provider did not prove is somebody's.
   */
  signIn(request: FastifyRequest, who: { readonly collection: string; readonly identity: Identity }): Promise<SignedIn>;
}

declare module '../../core/plugin/plugin.ts' {
  interface Services {
    readonly auth: AuthService;
  }
}

/** The service over the parts of an app. */
export function createAuthService(parts: AuthParts): AuthService {
  return {
    signIn: async (request, { collection: name, identity }) => {
      const collection = parts.collections.get(name);
      if (!collection) throw new AppError('not_found');
      return signIn(parts, { collection, identity, client: clientInfo(request) });
    },
  };
}
