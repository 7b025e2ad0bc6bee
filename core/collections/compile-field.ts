import type { CollectionField, Column } from './collection.ts';
import type { ProblemList } from './config-problem.ts';
import type { DeclaredField } from './declared-collection.ts';
import { describeValue } from './describe-value.ts';
import type { FieldSource } from './field-source.ts';
import { fieldTypes } from './field-types.ts';
import { decimalDigits } from './fields/decimal.ts';
import { choicesOf } from './fields/select.ts';
import { flagOption } from './option-values.ts';
import { relationInfo } from './relation-info.ts';
import { longestIdentifier } from './reserved-names.ts';
import { schemaProblem, valueProblem } from './schema-check.ts';
import { snakeCase } from './snake-case.ts';

/** Compiles one field; undefined where its mistakes leave nothing to compile. */
export function compileField(source: FieldSource, problems: ProblemList): CollectionField | undefined {
  const { name, declared, path } = source;
  const type = fieldTypes[declared.kind];
  const mistakes = type.check(declared.options);
  for (const { path: option, message, hint } of mistakes) problems.add([path, ...option].join('.'), message, hint);
  const leads = declared.kind === 'relation' || declared.kind === 'reverse';
  const relation = leads ? relationInfo(source, problems) : undefined;
  if (mistakes.length > 0 || (leads && !relation)) return undefined;
  const options = effectiveOptions(source);
  const storage = type.storage(options);
  const nullable = isNullable(declared);
  const field: CollectionField = {
    name,
    kind: declared.kind,
    value: type.value(options),
    system: false,
    storage,
    columns: columnsOf({ name, storage, nullable, options }),
    required: flagOption(options, 'required'),
    nullable,
    unique: flagOption(options, 'unique'),
    index: isIndexed(declared),
    hidden: flagOption(options, 'hidden'),
    writable: declared.kind !== 'reverse',
    ...(typeof options.renamedFrom === 'string' && { renamedFrom: options.renamedFrom }),
    ...(relation && { relation }),
    ...(declared.kind === 'decimal' && { scale: decimalDigits(options).scale }),
    ...(declared.kind === 'select' && { choices: choicesOf(options) }),
    schema: type.schema(options),
    ...(type.normalize && { normalize: (value: unknown) => type.normalize?.(value, options) }),
    options: declared.options,
    access: (options.access ?? {}) as CollectionField['access'],
  };
  checkColumnNames(field, path, problems);
  return withDefault(field, path, problems);
}

/** The author's options and what only the compiler knows: the kind of the related ids, and whether an index holds the field. */
function effectiveOptions({ declared, all, indexed }: FieldSource): Readonly<Record<string, unknown>> {
  const targetId = declared.kind === 'relation' ? all.get(declared.to ?? '')?.id : undefined;
  return { ...declared.options, ...(targetId && { targetId }), ...(indexed && { indexed }) };
}

function isNullable({ kind, options }: DeclaredField): boolean {
  if (kind === 'reverse' || (kind === 'relation' && flagOption(options, 'many'))) return false;
  return !flagOption(options, 'required') && options.default === undefined;
}

/** Relations are looked up from their other side all the time, so theirs is the one index nobody has to ask for. */
function isIndexed({ kind, options }: DeclaredField): boolean {
  if (kind === 'relation' && !flagOption(options, 'many')) return options.index !== false;
  return flagOption(options, 'index');
}

function columnsOf({ name, storage, nullable, options }: Pick<CollectionField, 'name' | 'storage' | 'nullable' | 'options'>): Column[] {
  const column = snakeCase(name);
  if (storage === undefined) return [];
  if (storage === 'point') return ['lat', 'lon', 'x', 'y', 'z'].map((part) => ({ name: `${column}_${part}`, storage: 'real', nullable }));
  return [{ name: column, storage, nullable, ...(storage === 'decimal' && decimalDigits(options)) }];
}

function checkColumnNames(field: CollectionField, path: string, problems: ProblemList): void {
  const tooLong = field.columns.some(({ name }) => name.length > longestIdentifier);
  if (tooLong) problems.add(path, `is too long: PostgreSQL's names end at ${longestIdentifier} characters`);
}

function withDefault(field: CollectionField, path: string, problems: ProblemList): CollectionField {
  const wrong = field.kind === 'json' ? schemaProblem(field.schema) : undefined;
  if (wrong !== undefined) {
    problems.add(`${path}.schema`, `is not a JSON Schema that can be used: ${wrong}`);
    return field;
  }
  const value = field.options.default;
  if (value === undefined) return field;
  if (typeof value === 'function') return { ...field, default: value };
  const stored = field.normalize ? field.normalize(value) : value;
  const mistake = valueProblem(field.schema, value) ?? (stored === undefined ? 'is not a value that this field can hold' : undefined);
  if (mistake !== undefined) problems.add(`${path}.default`, `${mistake} (got ${describeValue(value)})`);
  return { ...field, default: stored };
}
