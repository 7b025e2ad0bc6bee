import { and, compare, not, or, related } from './combine.ts';
import { type Condition, type FieldLookup, nothing, type Quantifier, type WhereField } from './condition.ts';
import { type Operator, operatorsOf } from './operators.ts';
import { readOperand } from './read-operand.ts';
import { maxComparisons, WhereBudget } from './where-budget.ts';
import { invalidValue, tooComplex, unknownField, unknownOperator } from './where-error.ts';
import type { WhereMode } from './where-mode.ts';
import { isWrittenObject, numberedList } from './written-object.ts';

/** Where in the written form the parser stands. */
interface Place {
  readonly lookup: FieldLookup;
  /** Dotted, for answers. */
  readonly path: string;
  readonly depth: number;
  /** Whether something around turns false into true, so that `undefined` must make the whole rule false. */
  readonly negated: boolean;
}

const operators: ReadonlySet<string> = new Set(Object.values(operatorsOf).flat());
const quantifiers: ReadonlySet<string> = new Set<Quantifier>(['some', 'every', 'none']);

/** Reads one written `where`. A parser is used once: it counts what the whole filter costs. */
export class WhereParser {
  readonly #mode: WhereMode;
  readonly #budget = new WhereBudget();
  /** Set where `undefined` was compared under a negation. */
  #refused = false;

  constructor(mode: WhereMode) {
    this.#mode = mode;
  }

  parse(written: unknown, lookup: FieldLookup): Condition {
    const condition = this.#group(written, { lookup, path: '', depth: 0, negated: false });
    return this.#refused ? nothing : condition;
  }

  /** An object of fields and of `and`, `or`, `not`. */
  #group(written: unknown, place: Place): Condition {
    this.#budget.group(place.depth);
    if (written === undefined) return this.#missing(place);
    if (!isWrittenObject(written)) throw invalidValue(place.path, 'an object');
    return and(...Object.keys(written).map((key) => this.#member(key, written[key], place)));
  }

  #member(key: string, written: unknown, place: Place): Condition {
    const path = join(place.path, key);
    if (key === 'and') return and(...this.#list(written, { ...place, path }));
    if (key === 'or') return or(...this.#list(written, { ...place, path }));
    if (key === 'not') return not(this.#group(written, { ...place, path, depth: place.depth + 1, negated: true }));
    const [name, value] = nestDotted(key, written);
    return this.#field(name, value, place);
  }

  #list(written: unknown, place: Place): Condition[] {
    if (written === undefined) return [this.#missing(place)];
    const list = this.#mode === 'text' ? numberedList(written) : written;
    if (!Array.isArray(list)) throw invalidValue(place.path, 'a list');
    if (list.length > maxComparisons) throw tooComplex(`${maxComparisons} members of a list`);
    return Array.from(list, (member: unknown, index) =>
      this.#group(member, { ...place, path: join(place.path, String(index)), depth: place.depth + 1 }),
    );
  }

  #field(name: string, written: unknown, outer: Place): Condition {
    const place = { ...outer, path: join(outer.path, name) };
    const field = findField(outer.lookup, name);
    if (!field) throw unknownField(place.path);
    if (field.relation?.many) return this.#manyRelation(field, written, place);
    if (!isWrittenObject(written)) return this.#comparison(field, { op: 'eq', value: written }, place);
    if (field.relation) return this.#oneRelation(field, written, place);
    const keys = Object.keys(written);
    if (keys.length === 0) throw invalidValue(place.path, 'a value or an object of operators');
    return and(...keys.map((key) => this.#keyed(field, [key, written[key]], place)));
  }

  /** `{ in: […] }` asks the id that is kept here; `{ name: … }` asks the related record. */
  #oneRelation(field: WhereField, written: Readonly<Record<string, unknown>>, place: Place): Condition {
    const parts: Condition[] = [];
    const nested = Object.create(null) as Record<string, unknown>;
    for (const key of Object.keys(written)) {
      if (operators.has(key)) parts.push(this.#keyed(field, [key, written[key]], place));
      else nested[key] = written[key];
    }
    if (parts.length === 0 || Object.keys(nested).length > 0) parts.push(this.#related(field, { quantifier: 'one', where: nested }, place));
    return and(...parts);
  }

  #manyRelation(field: WhereField, written: unknown, place: Place): Condition {
    if (written === undefined) return this.#missing(place);
    if (!isWrittenObject(written) || Object.keys(written).length === 0)
      throw invalidValue(place.path, 'an object with some, every, none or has');
    return and(
      ...Object.keys(written).map((dotted) => {
        const [key, value] = nestDotted(dotted, written[dotted]);
        const inner = { ...place, path: join(place.path, key) };
        if (isQuantifier(key)) return this.#related(field, { quantifier: key, where: value }, inner);
        if (key === 'has' && operatorsOf[field.value].includes(key)) return this.#hasId(field, value, inner);
        throw unknownOperator(join(place.path, dotted));
      }),
    );
  }

  #related(relation: WhereField, written: { quantifier: Quantifier; where: unknown }, place: Place): Condition {
    const negated = place.negated || written.quantifier === 'every' || written.quantifier === 'none';
    const lookup = place.lookup.related(relation);
    return related(relation, written.quantifier, this.#group(written.where, { ...place, lookup, negated, depth: place.depth + 1 }));
  }

  /** `tags: { has: id }` is `tags: { some: { id } }`, so that what holds for related records holds for it. */
  #hasId(relation: WhereField, written: unknown, place: Place): Condition {
    const id = findField(place.lookup.related(relation), 'id');
    if (!id) throw unknownField(place.path);
    if (written === null) throw invalidValue(place.path, 'an id, not null');
    return related(relation, 'some', this.#comparison(id, { op: 'eq', value: written }, place));
  }

  #keyed(field: WhereField, [key, value]: [string, unknown], outer: Place): Condition {
    const place = { ...outer, path: join(outer.path, key) };
    const op = operatorsOf[field.value].find((allowed) => allowed === key);
    if (op === undefined) throw unknownOperator(place.path);
    return this.#comparison(field, { op, value }, place);
  }

  #comparison(field: WhereField, written: { op: Operator; value: unknown }, place: Place): Condition {
    const { op } = written;
    if (!operatorsOf[field.value].includes(op)) throw invalidValue(place.path, 'an object of operators');
    this.#budget.comparison();
    const within = { ...place, negated: place.negated || op === 'ne' || op === 'notIn' };
    const value = this.#mode === 'rule' ? this.#withoutUndefined(written.value, within) : written.value;
    if (value === undefined) return this.#missing(within);
    const operand = readOperand({ field, op, value, path: place.path, text: this.#mode === 'text' }, this.#budget);
    return compare(field, op, operand);
  }

  /** The members of a rule's value that are there: a list loses those that equal nothing, a place that lacks a part is none. */
  #withoutUndefined(value: unknown, place: Place): unknown {
    if (Array.isArray(value) && value.includes(undefined)) {
      this.#missing(place);
      return value.filter((member) => member !== undefined);
    }
    return isWrittenObject(value) && Object.values(value).includes(undefined) ? undefined : value;
  }

  /** What `undefined` means where a comparison or a condition should stand. */
  #missing(place: Place): Condition {
    if (this.#mode !== 'rule') throw invalidValue(place.path, 'a value, not undefined');
    if (place.negated) this.#refused = true;
    return nothing;
  }
}

function isQuantifier(key: string): key is 'some' | 'every' | 'none' {
  return quantifiers.has(key);
}

/** The field of that name; a lookup made of a plain object answers for `constructor` too, so the answer must be a field of that name. */
function findField(lookup: FieldLookup, name: string): WhereField | undefined {
  const field: unknown = lookup.field(name);
  return typeof field === 'object' && field !== null && (field as WhereField).name === name ? (field as WhereField) : undefined;
}

/** `'author.name': x` is `author: { name: x }`, and the paths read the same. */
function nestDotted(key: string, written: unknown): readonly [string, unknown] {
  const dot = key.indexOf('.');
  return dot < 0 ? [key, written] : [key.slice(0, dot), Object.assign(Object.create(null), { [key.slice(dot + 1)]: written })];
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
