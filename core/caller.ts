/** Who is asking. Made by whoever identifies a request; read by rules, hooks and routes. */
export interface Caller {
  /** The account's id; `undefined` for anonymous callers. */
  readonly id: string | undefined;
  /** The auth collection that the account is in. */
  readonly collection: string | undefined;
  /** Administrators pass every row and field rule; hidden fields stay hidden from them too. */
  readonly admin: boolean;
  /** What an API key is limited to (`posts:read`); `undefined` means unlimited. */
  readonly scopes: readonly string[] | undefined;
  /** The fields of the account that ride along, by `auth: { claims: [...] }`. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The caller of a request that nobody identified. */
export const anonymous: Caller = Object.freeze({
  id: undefined,
  collection: undefined,
  admin: false,
  scopes: undefined,
  claims: Object.freeze({}),
});
