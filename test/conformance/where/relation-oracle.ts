import type { Collections } from '../../../core/collections/collection.ts';
import type { Condition, Scalar } from '../../../core/where/condition.ts';
import type { RelatedRows } from './related-world.ts';
import type { TestRow } from './tables.ts';

/**
 * What a condition means, said as plainly as possible and without any of the code that it checks: rows are walked, texts are
 * compared as lists of code points.
 */
export class RelationOracle {
  readonly #collections: Collections;
  readonly #rows: RelatedRows;

  constructor(collections: Collections, rows: RelatedRows) {
    this.#collections = collections;
    this.#rows = rows;
  }

  ids(collection: string, condition: Condition): string[] {
    return this.#all(collection)
      .filter((row) => this.#holds(condition, collection, row))
      .map((row) => row.id)
      .sort();
  }

  #all(collection: string): readonly TestRow[] {
    return this.#rows.get(collection) ?? [];
  }

  #holds(condition: Condition, collection: string, row: TestRow): boolean {
    if (condition.kind === 'and') return condition.all.every((member) => this.#holds(member, collection, row));
    if (condition.kind === 'or') return condition.any.some((member) => this.#holds(member, collection, row));
    if (condition.kind === 'not') return !this.#holds(condition.it, collection, row);
    if (condition.kind === 'compare') return compares(row[condition.field.name] as Scalar, condition.op, condition.value);
    const target = condition.relation.relation?.collection ?? '';
    const answers = this.#related(collection, condition.relation.name, row).map((other) => this.#holds(condition.where, target, other));
    if (condition.quantifier === 'every') return answers.every((answer) => answer);
    if (condition.quantifier === 'none') return answers.every((answer) => !answer);
    return answers.some((answer) => answer);
  }

  #related(collection: string, name: string, row: TestRow): readonly TestRow[] {
    const relation = this.#collections.get(collection)?.fields.get(name)?.relation;
    const by = relation?.by;
    return this.#all(relation?.collection ?? '').filter((other) =>
      by === undefined ? refers(row[name], other.id) : refers(other[by], row.id),
    );
  }
}

function refers(held: unknown, id: string): boolean {
  return Array.isArray(held) ? held.includes(id) : held === id;
}

function compares(held: Scalar, op: string, value: unknown): boolean {
  if (op === 'in') return (value as Scalar[]).some((member) => compares(held, 'eq', member));
  if (op === 'notIn') return !compares(held, 'in', value);
  if (op === 'eq') return held === value;
  if (op === 'ne') return held !== value;
  if (held === null || value === null) return false;
  const order = compareScalars(held, value as Scalar);
  return op === 'lt' ? order < 0 : op === 'lte' ? order <= 0 : op === 'gt' ? order > 0 : order >= 0;
}

function compareScalars(left: Scalar, right: Scalar): number {
  if (typeof left === 'number') return left - Number(right);
  const [a, b] = [left, right].map((text) => Array.from(String(text), (character) => character.codePointAt(0) ?? 0)) as [
    number[],
    number[],
  ];
  const at = a.findIndex((point, index) => point !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] as number) - (b[at] ?? -1);
}
