import { and, compare, not, or, related } from './combine.ts';
import type { Condition } from './condition.ts';

/** The same condition with its constants folded away: after a rewrite, `or: [everything, …]` is everything. */
export function simplify(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
      return and(...condition.all.map(simplify));
    case 'or':
      return or(...condition.any.map(simplify));
    case 'not':
      return not(simplify(condition.it));
    case 'compare':
      return compare(condition.field, condition.op, condition.value);
    case 'related':
      return related(condition.relation, condition.quantifier, simplify(condition.where));
  }
}
