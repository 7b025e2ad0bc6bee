import type { Operator } from '../where/operators.ts';

type Action = 'read' | 'create' | 'update' | 'delete';
type Connective = 'and' | 'or' | 'not' | 'some' | 'every' | 'none';

/** Stands in an error message where a rule names a field that does not exist. */
export interface NoSuchField<Name> {
  readonly noSuchField: Name;
}

/**
 * Refuses fields that do not exist in what rules return. The compiler checks surplus keys in an object that is written where it is needed,
 * but not in one that a function returns: without this a renamed field would stay behind in rules unseen.
 *
 * Where nothing is wrong this is `unknown` for each rule, which adds nothing to its type. It must not be a function type of its own: in an
 * intersection of function types the compiler no longer compares what is returned as strictly.
 */
export type OnlyKnownFields<Access, S, C> = {
  readonly [A in keyof Access]: A extends Action ? OnlyInRule<Access[A], S, C> : never;
};

type OnlyInRule<Rule, S, C> = Rule extends (context: never) => infer Verdict
  ? Refusal<UnknownName<Verdict, S, C>>
  : Rule extends { readonly before: infer Before; readonly after: infer After }
    ? OnlyInRule<Before, S, C> & OnlyInRule<After, S, C>
    : unknown;

type Refusal<Name> = [Name] extends [never] ? unknown : NoSuchField<Name>;

/** The names in what was returned, at any depth, that are no fields; never where there are none. */
type UnknownName<Part, S, C> =
  Part extends Promise<infer Later>
    ? UnknownName<Later, S, C>
    : Part extends readonly (infer One)[]
      ? UnknownName<One, S, C>
      : Part extends object
        ? // What was declared as a condition has all of its fields optional, without end, and has been checked where it was declared.
          {} extends Part
          ? never
          : { [Name in keyof Part]-?: UnknownBelow<S, C & keyof S, { name: Name; value: Part[Name] }> }[keyof Part]
        : never;

type UnknownBelow<S, C extends keyof S, At extends { name: PropertyKey; value: unknown }> = At['name'] extends Connective
  ? UnknownName<At['value'], S, C>
  : At['name'] extends keyof S[C]
    ? S[C][At['name']] extends { readonly to: infer Target }
      ? UnknownName<At['value'], S, Target>
      : never
    : At['name'] extends Operator
      ? never
      : At['name'];

/**
 * Lets the compiler infer `T` from a property, and says nothing of the property itself. Saying `T` there would have everything that was
 * written be right, for it is what `T` was inferred from.
 */
export type Inferred<T> = [T] extends [unknown] ? unknown : T;
