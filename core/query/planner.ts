import { LRUCache } from 'lru-cache';
import type { Collections } from '../collections/collection.ts';
import type { Dialect, Fragment } from '../database/dialect.ts';
import { createFragmentCompiler } from './compile-fragment.ts';
import type { SqlContext } from './condition-sql-context.ts';
import type { Plan } from './plan.ts';

/** Shapes kept at once. Callers can invent shapes, so there is a bound. */
const maxPlans = 2000;

/** What a build makes of a shape: the SQL, and whatever is wanted beside it when the plan runs. */
export interface Built<Extra> {
  readonly fragment: Fragment;
  readonly extra: Extra;
}

/** A plan with what was made beside it. */
export interface KeptPlan<Extra> {
  readonly plan: Plan;
  readonly extra: Extra;
}

/** Makes a plan once for each shape and keeps it. */
export class Planner {
  readonly dialect: Dialect;
  readonly collections: Collections;
  readonly #compile: (fragment: Fragment) => Plan;
  readonly #plans = new LRUCache<string, KeptPlan<unknown>>({ max: maxPlans });

  constructor(dialect: Dialect, collections: Collections) {
    this.dialect = dialect;
    this.collections = collections;
    this.#compile = createFragmentCompiler(dialect);
  }

  /** The plan kept under `key`; `build` runs only where there is none yet. A key must say everything that `build` depends on. */
  plan<Extra>(key: string, build: (context: SqlContext) => Built<Extra>): KeptPlan<Extra> {
    const kept = this.#plans.get(key);
    if (kept) return kept as KeptPlan<Extra>;
    let index = 0;
    let alias = 0;
    const built = build({
      dialect: this.dialect,
      collections: this.collections,
      nextIndex: () => index++,
      nextAlias: () => `t${alias++}`,
    });
    const made: KeptPlan<Extra> = { plan: this.#compile(built.fragment), extra: built.extra };
    this.#plans.set(key, made);
    return made;
  }
}
