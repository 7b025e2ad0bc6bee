import type { Attempt, AttemptLimit } from './attempts.ts';
import { addressKey } from './client-address.ts';

/** The limits of an app, one for each kind of attempt. */
export interface Limits {
  readonly account: AttemptLimit;
  readonly address: AttemptLimit;
  readonly mails: AttemptLimit;
  readonly requests: AttemptLimit;
}

/** Makes the attempts that are counted: each names its limit and whose it is. */
export function attemptKinds(limits: Limits) {
  const byAddress =
    (kind: 'address' | 'requests') =>
    (ip: string): Attempt => ({ limit: limits[kind], key: `${kind} ${addressKey(ip)}` });
  return {
    /** A wrong password for an account, whether the account exists or not. */
    account: (collection: string, email: string): Attempt => ({ limit: limits.account, key: `account ${collection} ${email}` }),
    /** A wrong password or code from a client address. */
    address: byAddress('address'),
    /** A mail to an address, whether it is an account's or not. */
    mail: (collection: string, email: string): Attempt => ({ limit: limits.mails, key: `mail ${collection} ${email}` }),
    /** A sign-up, or asking for a mail, from a client address. */
    request: byAddress('requests'),
  };
}

/** What `attemptKinds` makes. */
export type AttemptKinds = ReturnType<typeof attemptKinds>;
