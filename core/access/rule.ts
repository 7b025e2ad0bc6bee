import type { Caller } from '../caller.ts';

/** What a function rule is told. */
export interface RuleContext {
  readonly caller: Caller;
  /** UTC, ISO 8601 with milliseconds; the same moment for every rule of a request. */
  readonly now: string;
}

/** A written `where`, as an author writes it in a rule. */
export type WrittenWhere = Readonly<Record<string, unknown>>;

/** What a rule says: everything, nothing, or which rows. */
export type Verdict = boolean | WrittenWhere;

/** An author's answer to "may this caller?". An absent rule means "only admins". */
export type Rule = Verdict | ((context: RuleContext) => Verdict | Promise<Verdict>);

/** Different rules for the row before an update and for the finished row. */
export interface SplitRule {
  readonly before: Rule;
  readonly after: Rule;
}

/** A rule and the name under which mistakes in it are reported, for example `posts.read`. */
export interface NamedRule {
  readonly name: string;
  readonly rule: unknown;
}

/**
 * Asks a rule what it says to a caller; synchronous unless the rule is not. An absent rule says false, as administrators are not asked.
 * Throws a plain Error where the rule is, or answers, anything but a boolean or an object: that is the author's bug, not the caller's.
 */
export function evaluateRule(named: NamedRule, context: RuleContext): Verdict | Promise<Verdict> {
  const { rule } = named;
  if (rule === undefined) return false;
  if (typeof rule !== 'function') return verdictOf(named, rule);
  const answer: unknown = rule(context);
  return isThenable(answer) ? Promise.resolve(answer).then((settled) => verdictOf(named, settled)) : verdictOf(named, answer);
}

function verdictOf({ name }: NamedRule, answer: unknown): Verdict {
  if (typeof answer === 'boolean' || isWritten(answer)) return answer;
  const kind = answer === null ? 'null' : Array.isArray(answer) ? 'a list' : typeof answer;
  throw new Error(`The rule ${name} must say true, false or a where, but it said ${kind}.`);
}

function isWritten(answer: unknown): answer is WrittenWhere {
  if (typeof answer !== 'object' || answer === null) return false;
  // A Date, a Map or a class instance has no keys of its own and would pass as "every row".
  const prototype: unknown = Object.getPrototypeOf(answer);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && typeof (answer as { then?: unknown }).then === 'function';
}
