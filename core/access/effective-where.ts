import type { CollectionField, Collections } from '../collections/collection.ts';
import { reachableRows } from '../records/reachable-rows.ts';
import type { ReadScope } from '../records/scope.ts';
import { and, compare, isEverything, not, or, related } from '../where/combine.ts';
import type { Condition } from '../where/condition.ts';
import { matches } from '../where/matches.ts';

/** With whose eyes a condition is read. */
export interface Eyes {
  readonly collections: Collections;
  read(collection: string): ReadScope;
}

type Comparison = Extract<Condition, { kind: 'compare' }>;
type Related = Extract<Condition, { kind: 'related' }>;

/**
 * Rewrites what a caller asked so that it means the same on the real rows as what he wrote means on the rows and values that he may read.
 * A value that he may not read counts as null; a related row that he may not read does not exist.
 */
export function effectiveWhere(condition: Condition, collection: string, eyes: Eyes): Condition {
  switch (condition.kind) {
    case 'and':
      return and(...condition.all.map((part) => effectiveWhere(part, collection, eyes)));
    case 'or':
      return or(...condition.any.map((part) => effectiveWhere(part, collection, eyes)));
    case 'not':
      return not(effectiveWhere(condition.it, collection, eyes));
    case 'compare': {
      const shown = eyes.read(collection).fields.get(condition.field.name);
      return shown === undefined
        ? effectiveComparison(condition, eyes)
        : whereShown(shown, effectiveComparison(condition, eyes), ofNull(condition));
    }
    case 'related': {
      const shown = eyes.read(collection).fields.get(condition.relation.name);
      return shown === undefined
        ? effectiveRelated(condition, eyes)
        : whereShown(shown, effectiveRelated(condition, eyes), ofNone(condition));
    }
  }
}

/** The condition where the field is shown, and what it says of a missing value elsewhere. */
function whereShown(shown: Condition, condition: Condition, missing: boolean): Condition {
  return missing ? or(not(shown), condition) : and(shown, condition);
}

function effectiveComparison(condition: Comparison, eyes: Eyes): Condition {
  // Ids in a to-many relation are left out with the rows that they name; the id in a to-one is a value of the row itself.
  if (condition.field.value !== 'relations') return condition;
  const relation = condition.field as CollectionField;
  const rows = reachableRows(eyes, relation);
  if (isEverything(rows)) return condition;
  const id = eyes.collections.get(relation.relation?.collection ?? '')?.fields.get('id');
  if (id === undefined) throw new Error(`The relation ${relation.name} leads to no collection that has ids.`);
  return related(relation, 'some', and(compare(id, 'eq', condition.value), rows));
}

function effectiveRelated({ relation, quantifier, where }: Related, eyes: Eyes): Condition {
  const field = relation as CollectionField;
  const rows = reachableRows(eyes, field);
  const inner = effectiveWhere(where, field.relation?.collection ?? '', eyes);
  return related(relation, quantifier, quantifier === 'every' ? or(not(rows), inner) : and(inner, rows));
}

/** What a comparison says of a missing value. */
function ofNull(condition: Comparison): boolean {
  return condition.field.value !== 'relations' && matches(condition, {}) === true;
}

/** What a quantifier says of no related rows. */
function ofNone({ quantifier }: Related): boolean {
  return quantifier === 'every' || quantifier === 'none';
}
