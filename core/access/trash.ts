import { trashed } from '../records/presence.ts';
import { and } from '../where/combine.ts';
import { type Condition, everything } from '../where/condition.ts';
import { reaches } from './api-key-scopes.ts';
import type { CollectionRules } from './collection-rules.ts';
import { conditionOf, type Reading } from './reading.ts';
import type { RuleContext } from './rule.ts';

/** Which records of a collection's trash there are for a caller: those that he may read and delete, by the rules on the records as they are. */
export async function trashOf(rules: CollectionRules, reading: Reading, context: RuleContext): Promise<Condition> {
  const { collection } = rules;
  const { caller } = context;
  const deletable = caller.admin ? everything : conditionOf(await rules.delete.ask(context));
  return and(trashed(collection), reading.granted, conditionOf(reaches(caller.scopes, collection.name, 'delete')), deletable);
}
