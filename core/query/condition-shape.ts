import type { Condition, Near, Scalar, Within } from '../where/condition.ts';
import { nearCircle } from '../where/near-circle.ts';

type Comparison = Extract<Condition, { kind: 'compare' }>;

/**
 * The key under which a condition's SQL is kept, and, appended to `values`, what is bound when it runs. Two conditions with the same
 * key have the same SQL: values and the lengths of lists are no part of it, nulls are. `conditionSql` takes its indexes in the same
 * order, so a change here is a change there.
 */
export function conditionShape(condition: Condition, values: unknown[]): string {
  switch (condition.kind) {
    case 'and':
      return `&(${condition.all.map((member) => conditionShape(member, values)).join()})`;
    case 'or':
      return `|(${condition.any.map((member) => conditionShape(member, values)).join()})`;
    case 'not':
      return `!(${conditionShape(condition.it, values)})`;
    case 'related':
      return `${condition.relation.name} ${condition.quantifier}(${conditionShape(condition.where, values)})`;
    case 'compare':
      return comparisonShape(condition, values);
  }
}

function comparisonShape({ field, op, value }: Comparison, values: unknown[]): string {
  const name = `${field.name} ${op}`;
  switch (op) {
    case 'in':
    case 'notIn': {
      const list = value as readonly Scalar[];
      const present = list.filter((member) => member !== null);
      values.push(present);
      return present.length < list.length ? `${name} null` : name;
    }
    case 'near': {
      const { center, limit } = nearCircle(value as Near);
      values.push(center.x, center.y, center.z, limit);
      return name;
    }
    case 'within': {
      const { south, west, north, east } = value as Within;
      values.push(south, north, west, east);
      return west > east ? `${name} dateline` : name;
    }
    default:
      if (value === null) return `${name} null`;
      values.push(value);
      return name;
  }
}
