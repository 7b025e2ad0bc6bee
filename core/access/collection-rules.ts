import type { Collection, CollectionField, Collections } from '../collections/collection.ts';
import type { FieldLookup } from '../where/condition.ts';
import { accountOnly } from './account-only.ts';
import { type CompiledRule, compileRule } from './compile-rule.ts';
import type { SplitRule } from './rule.ts';

/** A field and the rule that decides about it. */
export interface RuledField {
  readonly field: CollectionField;
  readonly rule: CompiledRule;
}

/** Everything about the rules of a collection that is the same for every caller; made once per collection. */
export interface CollectionRules {
  readonly collection: Collection;
  /** Whether the collection belongs to a plugin: it does not exist for anyone but administrators. */
  readonly internal: boolean;
  /** What administrators may name: all but the hidden. */
  readonly visible: ReadonlyMap<string, CollectionField>;
  /** What everyone who reads the collection may name. */
  readonly open: ReadonlyMap<string, CollectionField>;
  /** What depends on a rule. */
  readonly ruled: readonly RuledField[];
  /** What administrators may write. */
  readonly writable: ReadonlySet<string>;
  /** What everyone who writes the collection may write. */
  readonly writableByAll: ReadonlySet<string>;
  readonly writeRuled: readonly RuledField[];
  readonly read: CompiledRule;
  readonly create: CompiledRule;
  /** Which rows may be updated, and what the finished row must satisfy; one and the same unless the author split them. */
  readonly update: { readonly before: CompiledRule; readonly after: CompiledRule };
  readonly delete: CompiledRule;
}

/** Sorts out what in a collection's rules can be known before anyone asks. */
export function collectionRules(collections: Collections, collection: Collection, lookup: () => FieldLookup): CollectionRules {
  const fields = [...collection.fields.values()];
  const known = fields.filter((field) => !isHidden(collections, field));
  const writable = known.filter((field) => field.writable);
  // A secret is written and never read, so nobody can ask about it either.
  const visible = known.filter((field) => field.kind !== 'secret');
  const compile = (key: string, rule: unknown): CompiledRule => compileRule({ name: `${collection.name}.${key}`, rule }, lookup);
  const reading = sort(visible, (field) => compile(`${field.name}.read`, readRule(collection, field)));
  const writing = sort(writable, (field) => compile(`${field.name}.write`, field.access.write ?? true));
  return {
    collection,
    internal: collection.name.startsWith('_'),
    visible: byName(visible),
    open: byName(reading.open),
    ruled: reading.ruled,
    writable: new Set(writable.map((field) => field.name)),
    writableByAll: new Set(writing.open.map((field) => field.name)),
    writeRuled: writing.ruled,
    read: compile('read', collection.access.read),
    create: compile('create', collection.access.create),
    update: updateRules(collection, compile),
    delete: compile('delete', collection.access.delete),
  };
}

function sort(fields: readonly CollectionField[], ruleOf: (field: CollectionField) => CompiledRule) {
  const open: CollectionField[] = [];
  const ruled: RuledField[] = [];
  for (const field of fields) {
    const rule = ruleOf(field);
    if (rule.constant === true) open.push(field);
    else if (rule.constant === undefined) ruled.push({ field, rule });
  }
  return { open, ruled };
}

function readRule(collection: Collection, field: CollectionField): unknown {
  if (field.access.read !== undefined) return field.access.read;
  if (collection.auth && field.system && (field.name === 'email' || field.name === 'emailVerified')) return accountOnly(collection.name);
  return true;
}

/** A reverse shows the values of the relation that it turns round, so it is hidden with it. */
function isHidden(collections: Collections, field: CollectionField): boolean {
  if (field.hidden) return true;
  const by = field.relation?.by;
  return by !== undefined && collections.get(field.relation?.collection ?? '')?.fields.get(by)?.hidden === true;
}

function updateRules(collection: Collection, compile: (key: string, rule: unknown) => CompiledRule): CollectionRules['update'] {
  const { update } = collection.access;
  if (!isSplit(collection, update)) {
    const rule = compile('update', update);
    return { before: rule, after: rule };
  }
  return { before: compile('update.before', update.before), after: compile('update.after', update.after) };
}

/** Fields of these names make `{ before, after }` a where like any other. */
function isSplit(collection: Collection, rule: unknown): rule is SplitRule {
  if (typeof rule !== 'object' || rule === null || collection.fields.has('before') || collection.fields.has('after')) return false;
  const keys = Object.keys(rule);
  return keys.length > 0 && keys.every((key) => key === 'before' || key === 'after');
}

function byName(fields: readonly CollectionField[]): ReadonlyMap<string, CollectionField> {
  return new Map(fields.map((field) => [field.name, field]));
}
