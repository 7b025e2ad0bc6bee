import type { DeclaredApp } from '../../../core/index.ts';
import { names } from '../collections/names.ts';

/** A collection of accounts. */
export interface AccountCollection {
  readonly name: string;
  /** The fields that ride along with a caller. */
  readonly claims: readonly string[];
  /** Whether its accounts are administrators. */
  readonly admin: boolean;
}

/** The collections of accounts: the author's, and that of the administrators. */
export function accountCollections({ collections, config }: DeclaredApp): ReadonlyMap<string, AccountCollection> {
  const written = (config.collections ?? {}) as Readonly<Record<string, { readonly auth?: unknown } | undefined>>;
  const found = new Map<string, AccountCollection>();
  for (const { name, auth } of collections.values()) {
    if (!auth) continue;
    const said = written[name]?.auth as { readonly claims?: readonly string[] } | true | undefined;
    found.set(name, { name, claims: (typeof said === 'object' && said.claims) || [], admin: name === names.admins });
  }
  return found;
}

/** The collection that the short form of the routes means: `users`, or the only one that the author declared. */
export function mainCollection(all: ReadonlyMap<string, AccountCollection>): AccountCollection | undefined {
  const users = all.get('users');
  if (users) return users;
  const declared = [...all.values()].filter(({ admin }) => !admin);
  return declared.length === 1 ? declared[0] : undefined;
}
