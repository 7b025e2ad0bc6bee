import { tooComplex } from './where-error.ts';

/** Most comparisons in one filter. */
export const maxComparisons = 200;

/** Most levels of `and`, `or`, `not` and relations below the outermost fields. */
export const maxDepth = 8;

/** Most values in one `in` or `notIn`. */
const maxListLength = 500;

/** Most objects in one filter. Bounds what is made of groups that compare nothing. */
const maxGroups = 1000;

/** Counts what a filter asks for, before the work is done. Every method throws `filter_too_complex` over its limit. */
export class WhereBudget {
  #comparisons = 0;
  #groups = 0;

  comparison(): void {
    this.#comparisons += 1;
    if (this.#comparisons > maxComparisons) throw tooComplex(`${maxComparisons} comparisons`);
  }

  group(depth: number): void {
    this.#groups += 1;
    if (depth > maxDepth) throw tooComplex(`${maxDepth} levels`);
    if (this.#groups > maxGroups) throw tooComplex(`${maxGroups} groups`);
  }

  list(length: number): void {
    if (length > maxListLength) throw tooComplex(`${maxListLength} values in a list`);
  }
}
