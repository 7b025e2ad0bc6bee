import type { CollectionField, Collections } from '../../../core/collections/collection.ts';
import type { Condition, Quantifier } from '../../../core/where/condition.ts';
import type { Operator } from '../../../core/where/operators.ts';
import { names, numbers } from './related-world.ts';
import type { SeededRandom } from './seeded-random.ts';

const quantifiers: readonly Quantifier[] = ['some', 'every', 'none'];
const scalarOperators: readonly Operator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'notIn'];

/** Makes conditions that go through relations, up to four of them deep. */
export class RelatedConditions {
  readonly #random: SeededRandom;
  readonly #collections: Collections;

  constructor(random: SeededRandom, collections: Collections) {
    this.#random = random;
    this.#collections = collections;
  }

  /** Always goes through at least one relation. */
  make(collection: string): Condition {
    const through = this.#related(collection, 3);
    const roll = this.#random.next();
    if (roll < 0.4) return through;
    const other = this.#any(collection, 2);
    return roll < 0.6
      ? { kind: 'and', all: [through, other] }
      : roll < 0.8
        ? { kind: 'or', any: [other, through] }
        : { kind: 'not', it: through };
  }

  #any(collection: string, depth: number): Condition {
    const roll = this.#random.next();
    if (depth > 0 && roll < 0.4) return this.#related(collection, depth);
    if (depth > 0 && roll < 0.52) return { kind: 'not', it: this.#any(collection, depth - 1) };
    if (depth > 0 && roll < 0.64)
      return { kind: 'and', all: this.#random.list(this.#random.below(3), () => this.#any(collection, depth - 1)) };
    if (depth > 0 && roll < 0.76)
      return { kind: 'or', any: this.#random.list(this.#random.below(3), () => this.#any(collection, depth - 1)) };
    return this.#compare(this.#random.pick(this.#fields(collection).filter((field) => field.columns.length > 0)));
  }

  #related(collection: string, depth: number): Condition {
    const field = this.#random.pick(this.#fields(collection).filter((candidate) => candidate.relation));
    const quantifier = field.relation?.many ? this.#random.pick(quantifiers) : 'one';
    return { kind: 'related', relation: field, quantifier, where: this.#any(field.relation?.collection ?? '', depth - 1) };
  }

  #compare(field: CollectionField): Condition {
    const op = this.#random.pick(scalarOperators);
    const value = () => {
      if (field.value === 'integer') return this.#random.pick(numbers);
      return field.value === 'text' ? this.#random.pick(names) : this.#random.pick(['p0', 'p1', 'p2', 'p3', 'o0', 't0', 't1', null]);
    };
    return { kind: 'compare', field, op, value: op === 'in' || op === 'notIn' ? this.#random.list(this.#random.below(4), value) : value() };
  }

  #fields(collection: string): CollectionField[] {
    return [...(this.#collections.get(collection)?.fields.values() ?? [])];
  }
}
