/** Who is asking, as rules, hooks and functions see it. */
export interface Caller {
  /** The account's id; `undefined` for anonymous callers. */
  readonly id: string | undefined;
  /** The auth collection that the account is in. */
  readonly collection: string | undefined;
  /** Administrators pass every row and field rule. */
  readonly admin: boolean;
  /** What an API key is limited to (`posts:read`); `undefined` means unlimited. */
  readonly scopes: readonly string[] | undefined;
  /** The fields of the account that ride along, by `auth: { claims: [...] }`. */
  readonly claims: Readonly<Record<string, unknown>>;
}
