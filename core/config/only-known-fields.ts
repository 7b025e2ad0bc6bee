import type { Operator } from '../where/operators.ts';

type Connective = 'and' | 'or' | 'not' | 'some' | 'every' | 'none';

/** Stands in an error message where a rule names a field that does not exist. */
export interface NoSuchField<Name> {
  readonly noSuchField: Name;
}

/**
 * Refuses fields that do not exist in what rules return. The compiler checks surplus keys in an object that is written where it is needed,
 * but not in one that a function returns: without this a renamed field would stay behind in rules unseen.
 *
 * Where nothing is wrong this is `unknown`, which adds nothing to the type of the config. It must not repeat the types of rules: parts of an
 * intersection are compared less strictly than a type that stands alone.
 */
export type OnlyKnownFields<Access, S> = [{ [C in keyof Access]: UnknownInRules<Access[C], S, C> }[keyof Access]] extends [never]
  ? unknown
  : { readonly collections: { readonly [C in keyof Access]: { readonly access?: RefusedRules<Access[C], S, C> } } };

/** The same for the rules of one collection. */
export type OnlyKnownFieldsIn<Access, S, C> = [UnknownInRules<Access, S, C>] extends [never]
  ? unknown
  : { readonly access?: RefusedRules<Access, S, C> };

type RefusedRules<Access, S, C> = {
  readonly [A in keyof Access]: [UnknownInRule<Access[A], S, C>] extends [never] ? unknown : NoSuchField<UnknownInRule<Access[A], S, C>>;
};

type UnknownInRules<Access, S, C> = { [A in keyof Access]: UnknownInRule<Access[A], S, C> }[keyof Access];

type UnknownInRule<Rule, S, C> = Rule extends (context: never) => infer Verdict
  ? UnknownName<Verdict, S, C>
  : Rule extends { readonly before: infer Before; readonly after: infer After }
    ? UnknownInRule<Before, S, C> | UnknownInRule<After, S, C>
    : never;

/** The names in what was returned, at any depth, that are no fields; never where there are none. */
type UnknownName<Part, S, C> =
  Part extends Promise<infer Later>
    ? UnknownName<Later, S, C>
    : Part extends readonly (infer One)[]
      ? UnknownName<One, S, C>
      : Part extends object
        ? // What was declared as a condition has all of its fields optional, without end, and has been checked where it was declared.
          Record<never, never> extends Part
          ? never
          : C extends keyof S
            ? UnknownKey<Part, S, C>
            : never
        : never;

type UnknownKey<Part, S, C extends keyof S> = {
  [Name in keyof Part]-?: Name extends keyof S[C]
    ? S[C][Name] extends { readonly to: infer Target }
      ? UnknownName<Part[Name], S, Target>
      : never
    : Name extends Connective
      ? UnknownName<Part[Name], S, C>
      : Name extends Operator
        ? never
        : Name;
}[keyof Part];

/**
 * Lets the compiler infer `T` from a property, and says nothing of the property itself. Saying `T` there would have everything that was
 * written be right, for it is what `T` was inferred from.
 */
export type Inferred<T> = [T] extends [unknown] ? unknown : T;
