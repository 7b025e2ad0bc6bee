import type { Caller } from '../caller.ts';
import { AppError } from '../errors.ts';
import { present } from '../records/presence.ts';
import type { WriteScope } from '../records/scope.ts';
import { and, isNothing } from '../where/combine.ts';
import { type Condition, everything } from '../where/condition.ts';
import { reaches } from './api-key-scopes.ts';
import type { CollectionRules } from './collection-rules.ts';
import type { Answer } from './compile-rule.ts';
import { conditionOf } from './reading.ts';
import type { RuleContext } from './rule.ts';

const noFields: ReadonlyMap<string, Condition> = new Map();

/**
 * Asks the rules of one way of writing a collection.
 * Throws `not_found` for a collection that the caller may not know of, `insufficient_scope` where an API key does not reach it, and
 * `unauthorized` (anonymous) or `forbidden` where the rule refuses outright.
 */
export async function writingOf(rules: CollectionRules, action: 'create' | 'update' | 'delete', context: RuleContext): Promise<WriteScope> {
  const { caller } = context;
  if (rules.internal && !caller.admin) throw new AppError('not_found');
  if (!reaches(caller.scopes, rules.collection.name, action)) throw new AppError('insufficient_scope');
  if (caller.admin) return { rows: present(rules.collection), finished: everything, writable: rules.writable, fields: noFields };
  const [before, after] = await askBoth(rules, action, context);
  if (before === false || after === false) throw refusalOf(caller);
  // Nothing that is created could satisfy the rule, so there is no row whose existence this would tell.
  if (action === 'create' && after !== true && isNothing(after)) throw refusalOf(caller);
  const rows = and(present(rules.collection), conditionOf(before));
  const finished = conditionOf(after);
  if (action === 'delete') return { rows, finished, writable: rules.writableByAll, fields: noFields };
  return { rows, finished, ...(await writableFields(rules, context)) };
}

/** What a caller is told who may not do this at all. */
export function refusalOf(caller: Caller): AppError {
  return new AppError(caller.id === undefined && !caller.admin ? 'unauthorized' : 'forbidden');
}

async function askBoth(rules: CollectionRules, action: 'create' | 'update' | 'delete', context: RuleContext): Promise<[Answer, Answer]> {
  if (action === 'create') return [true, await rules.create.ask(context)];
  if (action === 'delete') return [await rules.delete.ask(context), true];
  const { before, after } = rules.update;
  const answer = await before.ask(context);
  return [answer, before === after ? answer : await after.ask(context)];
}

async function writableFields(rules: CollectionRules, context: RuleContext): Promise<Pick<WriteScope, 'writable' | 'fields'>> {
  if (rules.writeRuled.length === 0) return { writable: rules.writableByAll, fields: noFields };
  const answers = await Promise.all(rules.writeRuled.map(({ rule }) => rule.ask(context)));
  const writable = new Set(rules.writableByAll);
  const fields = new Map<string, Condition>();
  rules.writeRuled.forEach(({ field }, index) => {
    const answer = answers[index] as Answer;
    if (answer === false) return;
    writable.add(field.name);
    if (answer !== true) fields.set(field.name, answer);
  });
  return { writable, fields };
}
