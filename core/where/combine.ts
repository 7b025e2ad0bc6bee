import { type Condition, everything, nothing, type Operand, type Quantifier, type WhereField } from './condition.ts';
import type { Operator } from './operators.ts';

/** Whether a condition is true of every record by its form alone. */
export function isEverything(condition: Condition): boolean {
  return condition.kind === 'and' && condition.all.length === 0;
}

/** Whether a condition is true of no record by its form alone. */
export function isNothing(condition: Condition): boolean {
  return condition.kind === 'or' && condition.any.length === 0;
}

/** True where all are; constants vanish and nested `and`s become one. */
export function and(...conditions: readonly Condition[]): Condition {
  const all: Condition[] = [];
  for (const condition of conditions) {
    if (isNothing(condition)) return nothing;
    if (condition.kind === 'and') all.push(...condition.all);
    else all.push(condition);
  }
  if (all.length === 0) return everything;
  return all.length === 1 ? (all[0] as Condition) : { kind: 'and', all };
}

/** True where any is; constants vanish and nested `or`s become one. */
export function or(...conditions: readonly Condition[]): Condition {
  const any: Condition[] = [];
  for (const condition of conditions) {
    if (isEverything(condition)) return everything;
    if (condition.kind === 'or') any.push(...condition.any);
    else any.push(condition);
  }
  if (any.length === 0) return nothing;
  return any.length === 1 ? (any[0] as Condition) : { kind: 'or', any };
}

/** True where the condition is false. Conditions are never unknown, so two `not`s cancel out. */
export function not(condition: Condition): Condition {
  if (isEverything(condition)) return nothing;
  if (isNothing(condition)) return everything;
  return condition.kind === 'not' ? condition.it : { kind: 'not', it: condition };
}

/** A comparison; one whose answer does not depend on the record becomes a constant. */
export function compare(field: WhereField, op: Operator, value: Operand): Condition {
  if (Array.isArray(value) && value.length === 0) return op === 'notIn' ? everything : nothing;
  if (value === null && op !== 'eq' && op !== 'ne') return nothing;
  return { kind: 'compare', field, op, value };
}

/** A question about related records; one whose answer depends on none of them becomes a constant. */
export function related(relation: WhereField, quantifier: Quantifier, where: Condition): Condition {
  if (quantifier === 'every' && isEverything(where)) return everything;
  if (quantifier !== 'every' && isNothing(where)) return quantifier === 'none' ? everything : nothing;
  return { kind: 'related', relation, quantifier, where };
}
