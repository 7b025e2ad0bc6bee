import type { AuthOptions, CompleteSchema, Declared, FieldsRecord, Functions, IdKind } from '@plinth/client/types';

/** What a schema says of each collection: its fields, its kind of id, and whether its records are accounts. */
export interface SchemaCollection {
  readonly fields: FieldsRecord;
  readonly id?: IdKind;
  readonly auth?: AuthOptions;
}

/** What a schema holds; the same keys as in a config, with nothing in it that is server code. */
export interface SchemaDeclaration {
  readonly collections: { readonly [collection: string]: SchemaCollection };
  readonly functions?: Functions;
}

type FieldsOf<D extends SchemaDeclaration> = { readonly [C in keyof D['collections']]: D['collections'][C]['fields'] };
type HeadsOf<D extends SchemaDeclaration> = {
  readonly [C in keyof D['collections']]: D['collections'][C] extends { readonly auth: infer Auth }
    ? Auth
    : D['collections'][C] extends { readonly id: infer Id }
      ? Id
      : unknown;
};

/** The schema that a declaration amounts to. */
export type DeclaredSchema<D extends SchemaDeclaration> = CompleteSchema<FieldsOf<D>, HeadsOf<D>>;

/**
 * Declares the fields first, in a file that browsers may import: a client is typed from the schema and never sees server code. Rules and
 * hooks follow in `defineCollection(schema, name, ...)`, functions in `fn(schema, ...)`, and `defineConfig` puts them together.
 */
export function defineSchema<const D extends SchemaDeclaration>(
  declaration: D,
): D & Declared<DeclaredSchema<D>, D['functions'] & Functions> {
  return declaration;
}
