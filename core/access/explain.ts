import type { Caller } from '../caller.ts';
import type { Collection } from '../collections/collection.ts';
import type { Condition } from '../where/condition.ts';
import { matches } from '../where/matches.ts';
import { reaches, type ScopeVerb } from './api-key-scopes.ts';
import type { Answer, CompiledRule } from './compile-rule.ts';
import type { Access } from './create-access.ts';
import type { RuleContext } from './rule.ts';

/** What decided: the kind of caller, or the answer of a rule. */
export type Decision = 'unknown_to_caller' | 'outside_scopes' | 'administrator' | 'every_row' | 'no_row' | 'rows';

/** One of the alternatives of a rule; a row that satisfies any of them is allowed. */
export interface Clause {
  readonly condition: Condition;
  /** Whether a row satisfies it; undefined where only the database can tell (conditions on related rows). */
  matches(row: Readonly<Record<string, unknown>>): boolean | undefined;
}

/** What one rule said. */
export interface RuleExplanation {
  /** For example `posts.read`, or `posts.update.after`. */
  readonly rule: string;
  readonly form: CompiledRule['form'];
  readonly decision: Decision;
  /** Only with the decision `rows`. */
  readonly clauses: readonly Clause[];
}

/** The question to explain. */
export interface Question {
  readonly access: Access;
  readonly caller: Caller;
  readonly verb: ScopeVerb;
  readonly collection: Collection;
  readonly now?: string;
}

/** Says which rules decide about a caller's verb, what they answer, and by which clauses; two for an update whose rule is split. */
export async function explain({ access, caller, verb, collection, now }: Question): Promise<RuleExplanation[]> {
  const rules = access.rulesOf(collection);
  const asked = verb === 'update' ? [...new Set([rules.update.before, rules.update.after])] : [rules[verb]];
  const fixed = decidedByCaller(caller, { verb, collection: collection.name, internal: rules.internal });
  const context: RuleContext = { caller, now: now ?? new Date().toISOString() };
  return Promise.all(
    asked.map(async (rule) => {
      const named = { rule: rule.name, form: rule.form };
      return fixed === undefined ? { ...named, ...said(await rule.ask(context)) } : { ...named, decision: fixed, clauses: [] };
    }),
  );
}

function decidedByCaller(caller: Caller, asked: { verb: ScopeVerb; collection: string; internal: boolean }): Decision | undefined {
  if (asked.internal && !caller.admin) return 'unknown_to_caller';
  if (!reaches(caller.scopes, asked.collection, asked.verb)) return 'outside_scopes';
  return caller.admin ? 'administrator' : undefined;
}

function said(answer: Answer): Pick<RuleExplanation, 'decision' | 'clauses'> {
  if (answer === true) return { decision: 'every_row', clauses: [] };
  if (answer === false) return { decision: 'no_row', clauses: [] };
  const alternatives = answer.kind === 'or' ? answer.any : [answer];
  return { decision: alternatives.length === 0 ? 'no_row' : 'rows', clauses: alternatives.map(clause) };
}

function clause(condition: Condition): Clause {
  return { condition, matches: (row) => matches(condition, row) };
}
