import type { CollectionField } from '../collections/collection.ts';
import { present } from '../records/presence.ts';
import type { ReadScope } from '../records/scope.ts';
import { and, isNothing } from '../where/combine.ts';
import { type Condition, everything, type FieldLookup, nothing } from '../where/condition.ts';
import { reaches } from './api-key-scopes.ts';
import type { CollectionRules } from './collection-rules.ts';
import type { Answer } from './compile-rule.ts';
import type { RuleContext } from './rule.ts';

/** Why a collection cannot be read at all. */
export type Refusal = 'not_found' | 'insufficient_scope' | 'refused';

/** A caller's read scope of one collection, and why there is none for him. */
export interface Reading extends ReadScope {
  readonly refusal: Refusal | undefined;
  /** What the read rule says, of records in the trash too. */
  readonly granted: Condition;
}

/** Who reads, and where the lookups of related collections come from. */
export interface Reader {
  readonly context: RuleContext;
  lookupOf(collection: string): FieldLookup;
}

const noFields: ReadonlyMap<string, Condition> = new Map();

/** Asks the read rules of a collection and its fields; synchronous unless one of them is not. */
export function readingOf(rules: CollectionRules, reader: Reader): Reading | Promise<Reading> {
  const { caller } = reader.context;
  if (rules.internal && !caller.admin)
    return { rows: nothing, granted: nothing, fields: noFields, lookup: lookupIn(new Map(), reader), refusal: 'not_found' };
  const reached = reaches(caller.scopes, rules.collection.name, 'read');
  if (caller.admin) {
    const lookup = lookupIn(rules.visible, reader);
    const granted = conditionOf(reached);
    const refusal = reached ? undefined : 'insufficient_scope';
    return { rows: and(present(rules.collection), granted), granted, fields: noFields, lookup, refusal };
  }
  const asked = reached ? [rules.read, ...rules.ruled.map(({ rule }) => rule)] : rules.ruled.map(({ rule }) => rule);
  const answers = asked.map((rule) => rule.ask(reader.context));
  const finish = (settled: readonly Answer[]): Reading => {
    const rows = reached ? (settled[0] as Answer) : false;
    const fields = fieldsOf(rules, { answers: reached ? settled.slice(1) : settled, reader });
    const refusal = reached ? (rows === false ? 'refused' : undefined) : 'insufficient_scope';
    const granted = conditionOf(rows);
    return { rows: and(present(rules.collection), granted), granted, ...fields, refusal };
  };
  return isSettled(answers) ? finish(answers) : Promise.all(answers).then(finish);
}

/** A rule's answer as a condition. */
export function conditionOf(answer: Answer): Condition {
  return answer === true ? everything : answer === false ? nothing : answer;
}

/** Whether none of these answers has to be waited for. */
function isSettled<T>(answers: readonly (T | Promise<T>)[]): answers is readonly T[] {
  return !answers.some((answer) => answer instanceof Promise);
}

function fieldsOf(
  rules: CollectionRules,
  { answers, reader }: { answers: readonly Answer[]; reader: Reader },
): Pick<ReadScope, 'fields' | 'lookup'> {
  if (answers.length === 0) return { fields: noFields, lookup: lookupIn(rules.open, reader) };
  const named = new Map<string, CollectionField>();
  const fields = new Map<string, Condition>();
  rules.ruled.forEach(({ field }, index) => {
    const answer = answers[index] as Answer;
    // A field that no row shows to this caller is one that he cannot name.
    if (answer === false || (answer !== true && isNothing(answer))) return;
    named.set(field.name, field);
    if (answer !== true) fields.set(field.name, answer);
  });
  return { fields, lookup: lookupIn(rules.open, reader, named) };
}

/** `more` are the fields that this caller may name besides; the map of all would have to be copied for each request. */
function lookupIn(fields: ReadonlyMap<string, CollectionField>, reader: Reader, more?: ReadonlyMap<string, CollectionField>): FieldLookup {
  return {
    field: (name) => fields.get(name) ?? more?.get(name),
    related(relation) {
      if (relation.relation === undefined) throw new Error(`The field ${relation.name} leads to no collection.`);
      return reader.lookupOf(relation.relation.collection);
    },
  };
}
