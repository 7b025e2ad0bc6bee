import type { Caller } from '../caller.ts';
import { AppError } from '../errors.ts';
import { evaluateRule } from './rule.ts';
import { refusalOf } from './writing.ts';

/** Sees to it that a caller may call a function: its rule has no rows, so it says yes or no. Absent means only administrators. */
export async function authorizeFunction(declared: { name: string; access: unknown }, caller: Caller, now: string): Promise<void> {
  const { name, access } = declared;
  if (caller.scopes && !['*', 'rpc:*', `rpc:${name}`].some((scope) => caller.scopes?.includes(scope)))
    throw new AppError('insufficient_scope');
  if (caller.admin) return;
  const verdict = await evaluateRule({ name: `functions.${name}.access`, rule: access }, { caller, now });
  if (typeof verdict !== 'boolean') throw new Error(`The rule functions.${name}.access must say true or false: a function has no rows.`);
  if (!verdict) throw refusalOf(caller);
}
