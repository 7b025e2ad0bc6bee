import type { AuthProvider } from './provider.ts';

/** How accounts come to be: at once; by a link in a mail, with the same answer for known addresses; or not by themselves. */
export type SignUpMode = 'open' | 'verified' | false;

/** Where the links of mails lead: addresses, or paths below the public address. The token is added as `?token=`. */
export interface MailPages {
  /** `/verify-email` by default. */
  readonly verifyEmail?: string;
  /** `/change-email` by default. */
  readonly changeEmail?: string;
  /** `/reset-password` by default. */
  readonly resetPassword?: string;
}

/** How often strangers may try. Every window begins with the first attempt in it. */
export interface AttemptLimits {
  /** The span of the limits below; `15m` by default. */
  readonly window?: string;
  /** Wrong passwords for one account; 10 by default. */
  readonly account?: number;
  /** Wrong passwords and codes from one client address (of IPv6 its /64); 50 by default. */
  readonly address?: number;
  /** Mails to one address; 5 by default. */
  readonly mails?: number;
  /** Sign-ups, and mails asked for, from one client address; 100 by default. */
  readonly requests?: number;
}

/** How the app's accounts work. */
export interface AuthOptions {
  /** The ways to prove who one is; `[password()]` by default. */
  readonly providers?: readonly AuthProvider[];
  /** `open` by default. Administrators never sign themselves up. */
  readonly signUp?: SignUpMode;
  /** How long an access token is good for; `15m` by default. */
  readonly accessTokenAge?: string;
  /** How long a session lasts that is not used; `30d` by default. */
  readonly sessionAge?: string;
  readonly pages?: MailPages;
  /** Addresses that a client may choose for a mail's link instead of `pages`. Only these, letter for letter. */
  readonly redirects?: readonly string[];
  readonly limits?: AttemptLimits;
}
