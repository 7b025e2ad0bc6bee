import type { AccountCollection } from '../accounts/account-collections.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Identity } from '../provider.ts';

/** Who wants to sign in, where to, and from where. */
export interface SignInRequest {
  readonly collection: AccountCollection;
  readonly identity: Identity;
  readonly client: ClientInfo;
}
