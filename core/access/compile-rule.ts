import { AppError } from '../errors.ts';
import type { Condition, FieldLookup } from '../where/condition.ts';
import { parseWhere } from '../where/parse-where.ts';
import { evaluateRule, type NamedRule, type RuleContext, type Verdict } from './rule.ts';

/** What a rule says, with its `where` checked. */
export type Answer = boolean | Condition;

/** A rule that is ready to be asked. */
export interface CompiledRule {
  readonly name: string;
  /** How the author wrote it. */
  readonly form: 'absent' | 'boolean' | 'where' | 'function';
  /** What it says to everybody, where it does not ask; administrators are never asked. */
  readonly constant: boolean | undefined;
  ask(context: RuleContext): Answer | Promise<Answer>;
}

/**
 * Readies a rule: a boolean stays one, a `where` is checked once, a function's answer is checked each time.
 * `lookup` is the system's: rules may use hidden fields and see all related rows.
 */
export function compileRule(named: NamedRule, lookup: () => FieldLookup): CompiledRule {
  const { name, rule } = named;
  const check = (verdict: Verdict): Answer => (typeof verdict === 'boolean' ? verdict : parseRule(name, verdict, lookup()));
  if (rule === undefined || typeof rule === 'boolean') {
    const constant = rule === true;
    return { name, form: rule === undefined ? 'absent' : 'boolean', constant, ask: () => constant };
  }
  if (typeof rule === 'function') {
    const ask = (context: RuleContext): Answer | Promise<Answer> => {
      const verdict = evaluateRule(named, context);
      return verdict instanceof Promise ? verdict.then(check) : check(verdict);
    };
    return { name, form: 'function', constant: undefined, ask };
  }
  let checked: Answer | undefined;
  const ask = (context: RuleContext): Answer => (checked ??= check(evaluateRule(named, context) as Verdict));
  return { name, form: 'where', constant: undefined, ask };
}

function parseRule(name: string, written: Verdict, lookup: FieldLookup): Condition {
  try {
    return parseWhere(written, { lookup, mode: 'rule' });
  } catch (cause) {
    // A coded error would answer the caller 400 and name the fields of the rule; the mistake is the author's.
    if (cause instanceof AppError) throw new Error(`The rule ${name} is not a valid where: ${cause.message}`, { cause });
    throw cause;
  }
}
