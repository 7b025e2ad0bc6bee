import { LRUCache } from 'lru-cache';
import { AppError, type Caller, type Records } from '../../../core/index.ts';
import type { AccountCollection } from '../accounts/account-collections.ts';
import { names } from '../collections/names.ts';
import type { AccessTokens } from './access-tokens.ts';
import { leaseMilliseconds } from './lease.ts';

/** The session that a caller speaks in. */
export interface CallerSession {
  readonly id: string;
  /** The administrator who speaks as the account. */
  readonly impersonator: string | null;
}

interface Entry {
  readonly token: string;
  readonly account: string;
  readonly collection: AccountCollection;
  readonly session: string;
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  caller: Caller;
  /** Until when the session is known to be there, on the clock of this process that nobody sets. */
  trustedUntil: number;
  /** The look at the session that is on its way. */
  looking: Promise<Caller> | undefined;
}

/** What callers are found with. */
export interface CallerParts {
  readonly records: Records;
  readonly tokens: AccessTokens;
  readonly collections: ReadonlyMap<string, AccountCollection>;
  now(): Date;
}

const kept = 20_000;

/**
 * Who speaks with an access token. A token that was verified once is known by its whole text; its session is looked at again whenever its
 * lease is over. In this process the end of a session is known at once: whoever ends one says so by `forget`.
 */
export class Callers {
  readonly #parts: CallerParts;
  readonly #entries: LRUCache<string, Entry>;
  readonly #byAccount = new Map<string, Set<Entry>>();
  readonly #sessions = new WeakMap<Caller, CallerSession>();
  #forgotten = 0;

  constructor(parts: CallerParts) {
    this.#parts = parts;
    this.#entries = new LRUCache({ max: kept, dispose: (entry) => this.#release(entry) });
  }

  /** Throws `invalid_token` for a token that is none, and `session_revoked` where its session has ended. At once where nothing must be looked at. */
  identify(token: string): Caller | Promise<Caller> {
    const entry = this.#entries.get(token);
    if (!entry) return this.#verify(token);
    if (entry.expiresAt < this.#parts.now().getTime()) {
      this.#entries.delete(token);
      throw new AppError('invalid_token');
    }
    if (entry.trustedUntil > performance.now()) return entry.caller;
    entry.looking ??= this.#look(entry).finally(() => {
      entry.looking = undefined;
    });
    return entry.looking;
  }

  /** The session of a caller that was made here; undefined for others. */
  sessionOf(caller: Caller): CallerSession | undefined {
    return this.#sessions.get(caller);
  }

  /** Trusts nothing any more that is known of an account. */
  forget(account: string): void {
    this.#forgotten += 1;
    for (const entry of this.#byAccount.get(account) ?? []) entry.trustedUntil = 0;
  }

  async #verify(token: string): Promise<Caller> {
    const { account, collection: name, session, expiresAt } = await this.#parts.tokens.verify(token);
    const collection = this.#parts.collections.get(name);
    if (!collection) throw new AppError('invalid_token');
    const fresh = { token, account, collection, session, expiresAt, trustedUntil: 0, looking: undefined };
    const entry: Entry = { ...fresh, caller: undefined as unknown as Caller };
    const caller = await this.#look(entry);
    this.#entries.set(token, entry);
    const others = this.#byAccount.get(account) ?? new Set();
    this.#byAccount.set(account, others.add(entry));
    return caller;
  }

  async #look(entry: Entry): Promise<Caller> {
    const begun = performance.now();
    const known = this.#forgotten;
    try {
      const caller = await this.#ask(entry);
      entry.caller = caller;
      // What was ended meanwhile may have been read before.
      entry.trustedUntil = this.#forgotten === known ? begun + leaseMilliseconds : 0;
      return caller;
    } catch (error) {
      this.#entries.delete(entry.token);
      throw error;
    }
  }

  async #ask({ account, collection, session: id }: Entry): Promise<Caller> {
    const { records } = this.#parts;
    const fields = ['account', 'collection', 'expiresAt', 'revokedAt', 'impersonator'];
    const [session] = (await records.list(names.sessions, { where: { id }, fields, limit: 1 })).items;
    if (!session || session.account !== account || session.collection !== collection.name) throw new AppError('session_revoked');
    if (session.revokedAt !== null || String(session.expiresAt) <= this.#parts.now().toISOString()) {
      throw new AppError('session_revoked');
    }
    const caller = await callerOf(records, collection, account);
    if (!caller) throw new AppError('session_revoked');
    this.#sessions.set(caller, { id, impersonator: session.impersonator as string | null });
    return caller;
  }

  #release(entry: Entry): void {
    const others = this.#byAccount.get(entry.account);
    others?.delete(entry);
    if (others?.size === 0) this.#byAccount.delete(entry.account);
  }
}

/** An account as rules see it; undefined where it is gone. Without claims its record need not be read: its sessions go with it. */
export async function callerOf(records: Records, { name, claims, admin }: AccountCollection, id: string): Promise<Caller | undefined> {
  const caller = { id, collection: name, admin, scopes: undefined };
  if (claims.length === 0) return Object.freeze({ ...caller, claims: Object.freeze({}) });
  const [row] = (await records.list(name, { where: { id }, fields: ['id', ...claims], limit: 1 })).items;
  if (!row) return undefined;
  const riding = Object.fromEntries(claims.map((claim) => [claim, row[claim] ?? null]));
  return Object.freeze({ ...caller, claims: Object.freeze(riding) });
}
