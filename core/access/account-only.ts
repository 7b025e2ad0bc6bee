import type { Rule } from './rule.ts';

/** The rule of an account's own address: the account itself may read it, and administrators, who are not asked. */
export function accountOnly(collection: string): Rule {
  return ({ caller }) => (caller.id !== undefined && caller.collection === collection ? { id: caller.id } : false);
}
