import { AppError, type Records } from '../../../core/index.ts';
import { credentialOf } from '../accounts/credential.ts';
import { findAccount } from '../accounts/find-account.ts';
import { names } from '../collections/names.ts';
import type { AuthProvider } from '../provider.ts';
import { defaultCost, type HashCost, PasswordHasher } from './password-hasher.ts';
import { checkPasswordSize, type PasswordRules } from './password-rules.ts';

/** How passwords work. */
export interface PasswordOptions {
  /** Least length of a new password, in characters; 8 by default. */
  readonly minLength?: number;
  /** Says whether a new password is on a list of stolen ones. */
  readonly breached?: PasswordRules['breached'];
  /** What one hash costs; a password that was hashed at another cost is hashed anew at its next use. */
  readonly cost?: HashCost;
}

/** Passwords: the provider, and what else is done with them. */
export interface PasswordProvider extends AuthProvider {
  readonly id: 'password';
  readonly rules: PasswordRules;
  readonly hasher: PasswordHasher;
}

/** Proves by an address and a password who one is. */
export function password(options: PasswordOptions = {}): PasswordProvider {
  const { minLength = 8, breached, cost = defaultCost } = options;
  const hasher = new PasswordHasher(cost);
  return {
    id: 'password',
    rules: { minLength, breached },
    hasher,
    async verify({ collection, body, records }) {
      const { email, password } = body as { readonly email: string; readonly password: string };
      checkPasswordSize(password);
      const account = await findAccount(records, { collection, email });
      // The same questions and the same hash, whether there is an account or not: nobody learns from the time that it takes.
      const credential = await credentialOf(records, account?.id ?? 'none');
      const hash = credential?.passwordHash ?? undefined;
      if (!(await hasher.verify(hash, password)) || !account || hash === undefined) throw new AppError('invalid_credentials');
      if (await hasher.isOutdated(hash)) await rehash({ hasher, records }, { account: account.id, password, hash });
      return {
        provider: 'password',
        subject: account.id,
        account: account.id,
        basis: credential?.passwordStamp ?? '',
        email: account.email,
        emailVerified: account.emailVerified,
        profile: {},
      };
    },
  };
}

/** Only where it still is the hash that was looked at; a new password must not be undone. */
async function rehash(
  { hasher, records }: { hasher: PasswordHasher; records: Records },
  of: { account: string; password: string; hash: string },
): Promise<void> {
  const passwordHash = await hasher.hash(of.password);
  await records.updateMany(names.credentials, { account: of.account, passwordHash: of.hash }, { passwordHash });
}
