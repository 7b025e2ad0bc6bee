import type { Host } from '../../core/index.ts';
import type { AccountCollection } from './accounts/account-collections.ts';
import type { AuthMails } from './mails.ts';
import type { SignUpMode } from './options.ts';
import type { PasswordProvider } from './passwords/password-provider.ts';
import type { AttemptKinds } from './protection/attempt-kinds.ts';
import type { Attempts } from './protection/attempts.ts';
import type { AccessTokens } from './tokens/access-tokens.ts';
import type { Callers } from './tokens/callers.ts';

/** What the plugin works with in one app. */
export interface AuthParts {
  readonly host: Host;
  readonly collections: ReadonlyMap<string, AccountCollection>;
  readonly signUp: SignUpMode;
  /** Passwords of accounts; undefined where they have none. Administrators always have. */
  readonly passwords: PasswordProvider | undefined;
  readonly adminPasswords: PasswordProvider;
  /** How long a session lasts that is not used, in milliseconds. */
  readonly sessionAge: number;
  readonly tokens: AccessTokens;
  readonly callers: Callers;
  readonly mails: AuthMails;
  readonly attempts: Attempts;
  readonly kinds: AttemptKinds;
}

/** The passwords of a collection; undefined where its accounts have none. */
export function passwordsOf({ passwords, adminPasswords }: AuthParts, { admin }: AccountCollection): PasswordProvider | undefined {
  return admin ? adminPasswords : passwords;
}
