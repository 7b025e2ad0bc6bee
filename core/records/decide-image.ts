import type { Image } from '../changes/change.ts';
import type { Collection, CollectionField } from '../collections/collection.ts';
import { and, not } from '../where/combine.ts';
import type { Condition, WhereField } from '../where/condition.ts';
import { matches } from '../where/matches.ts';
import { countMatching } from './decide.ts';
import { collectionOf, type Engine } from './engine.ts';
import { present } from './presence.ts';

/** A record as it was at some moment. */
export interface PastRecord {
  readonly collection: Collection;
  readonly image: Image;
}

type Related = Extract<Condition, { kind: 'related' }>;

/**
 * Whether a record as it was satisfies a condition. Its own values are the image's; related records are as they are now, for nothing is
 * known of their past.
 */
export async function decideImage(engine: Engine, past: PastRecord, condition: Condition): Promise<boolean> {
  const settled = matches(condition, past.image);
  if (settled !== undefined) return settled;
  switch (condition.kind) {
    case 'and':
      for (const member of condition.all) if (!(await decideImage(engine, past, member))) return false;
      return true;
    case 'or':
      for (const member of condition.any) if (await decideImage(engine, past, member)) return true;
      return false;
    case 'not':
      return !(await decideImage(engine, past, condition.it));
    case 'related':
      return decideRelated(engine, past, condition);
    case 'compare':
      throw new Error(`The comparison of "${condition.field.name}" cannot be decided.`);
  }
}

async function decideRelated(engine: Engine, { collection, image }: PastRecord, condition: Related): Promise<boolean> {
  const field = collection.fields.get(condition.relation.name) as CollectionField;
  const target = collectionOf(engine, condition.relation.relation?.collection as string);
  const linked = linkedCondition(target, field, image);
  if (linked === undefined) return condition.quantifier === 'every' || condition.quantifier === 'none';
  const count = (where: Condition) => countMatching(engine, target, and(present(target), linked, where));
  switch (condition.quantifier) {
    case 'one':
    case 'some':
      return (await count(condition.where)) > 0;
    case 'none':
      return (await count(condition.where)) === 0;
    case 'every':
      return (await count(not(condition.where))) === 0;
  }
}

/** Which records of the target the image refers to; undefined where it refers to none. */
function linkedCondition(target: Collection, field: CollectionField, image: Image): Condition | undefined {
  if (field.kind === 'reverse') return byReverse(target, field, image);
  const id = target.fields.get('id') as WhereField;
  const value = image[field.name];
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value)) return { kind: 'compare', field: id, op: 'eq', value: value as string | number };
  return value.length === 0 ? undefined : { kind: 'compare', field: id, op: 'in', value: value as string[] };
}

function byReverse(target: Collection, field: CollectionField, image: Image): Condition {
  const by = target.fields.get(field.relation?.by as string) as CollectionField;
  const id = image['id'] as string | number;
  if (!by.relation?.many) return { kind: 'compare', field: by, op: 'eq', value: id };
  const own: WhereField = { name: 'id', value: 'id' };
  return { kind: 'related', relation: by, quantifier: 'some', where: { kind: 'compare', field: own, op: 'eq', value: id } };
}
