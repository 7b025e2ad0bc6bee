import type { Records } from '../../../core/index.ts';

/** What is asked of every account. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly emailVerified: boolean;
}

/** The account of an address in its stored form; undefined where there is none. */
export async function findAccount(
  records: Records,
  { collection, email }: { collection: string; email: string },
): Promise<Account | undefined> {
  const { items } = await records.list(collection, { where: { email }, fields: ['id', 'email', 'emailVerified'], limit: 1 });
  return items[0] as Account | undefined;
}

/** The account of an id; undefined where there is none. */
export async function accountById(records: Records, { collection, id }: { collection: string; id: string }): Promise<Account | undefined> {
  const { items } = await records.list(collection, { where: { id }, fields: ['id', 'email', 'emailVerified'], limit: 1 });
  return items[0] as Account | undefined;
}
