import type { Records } from '../../core/index.ts';

/** Who was proven to be there, and by whom. */
export interface Identity {
  /** The provider's id. */
  readonly provider: string;
  /** Who it is, as the provider names them; the same for ever. */
  readonly subject: string;
  /** The account itself, where the proof is about an account and not about somebody elsewhere, as with passwords. */
  readonly account?: string;
  /** What the proof rests on. Where that has changed before the session is made, the proof is void. */
  readonly basis?: string;
  readonly email?: string;
  /** Whether the provider proved that the address is theirs. */
  readonly emailVerified: boolean;
  /** What the provider tells of them besides. */
  readonly profile: Readonly<Record<string, unknown>>;
}

/** What a provider is given. */
export interface ProviderInput {
  /** The collection of accounts that the client wants to sign in to. */
  readonly collection: string;
  /** What the client sent: nothing of it has been checked. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The verbs as the system. */
  readonly records: Records;
}

/** What a client must answer to go on; of the provider's own making. */
export type Challenge = Readonly<Record<string, unknown>>;

/**
 * A way to prove who one is. It proves, and does nothing else: whose account that is, whether they may sign in and what they get is decided
 * in one place for all providers. What it throws as an `AppError` refuses the client.
 */
export interface AuthProvider {
  readonly id: string;
  begin?(input: ProviderInput): Challenge | Promise<Challenge>;
  verify(input: ProviderInput): Identity | Promise<Identity>;
}
