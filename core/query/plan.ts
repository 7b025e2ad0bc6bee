import type { Statement } from '../database/database.ts';

/** Stands in a query for a value that is bound when the plan runs. */
export class Placeholder {
  /** Which of the values, in the order in which the walk over the query collected them. */
  readonly index: number;
  /** Converts the API value to its stored form; never called with null. */
  readonly encode: ((value: never) => unknown) | undefined;

  constructor(index: number, encode?: (value: never) => unknown) {
    this.index = index;
    this.encode = encode;
  }
}

/** A query of one shape, compiled once. Running it only binds values. */
export interface Plan extends Statement {
  readonly parameters: readonly Placeholder[];
}

/** The values of a plan in the order of its parameters. */
export function bindPlan(plan: Plan, values: readonly unknown[]): unknown[] {
  const bound: unknown[] = new Array(plan.parameters.length);
  for (let index = 0; index < bound.length; index++) {
    const placeholder = plan.parameters[index] as Placeholder;
    const value = values[placeholder.index];
    bound[index] = value === null || placeholder.encode === undefined ? value : placeholder.encode(value as never);
  }
  return bound;
}
