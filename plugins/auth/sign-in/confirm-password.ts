import { AppError } from '../../../core/index.ts';
import type { AccountCollection } from '../accounts/account-collections.ts';
import { accountById } from '../accounts/find-account.ts';
import { type AuthParts, passwordsOf } from '../auth-parts.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Identity } from '../provider.ts';

/** Who must show once more that he knows the password. */
export interface PasswordConfirmation {
  readonly collection: AccountCollection;
  readonly account: string;
  readonly password: string;
  readonly client: ClientInfo;
}

/** Sees to it that whoever is signed in knows the password too. Wrong ones count as those of a sign-in do. Throws `invalid_credentials`. */
export async function confirmPassword(
  parts: AuthParts,
  { collection, account, password, client }: PasswordConfirmation,
): Promise<Identity> {
  const { records } = parts.host;
  const own = await accountById(records, { collection: collection.name, id: account });
  const passwords = passwordsOf(parts, collection);
  if (!own || !passwords) throw new AppError('invalid_credentials');
  const guess = parts.kinds.account(collection.name, own.email);
  const verify = async (): Promise<Identity> =>
    passwords.verify({ collection: collection.name, body: { email: own.email, password }, records });
  const identity = await parts.attempts.guess([guess, parts.kinds.address(client.ip)], verify);
  parts.attempts.forgive(guess);
  return identity;
}
