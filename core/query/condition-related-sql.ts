import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Collection, CollectionField } from '../collections/collection.ts';
import type { Condition } from '../where/condition.ts';
import type { ConditionPlace, SqlContext } from './condition-sql-context.ts';

/** Makes the SQL of a condition on related rows; handed in, because conditions and relations hold each other. */
type InnerSql = (condition: Condition, at: ConditionPlace, context: SqlContext) => RawBuilder<SqlBool>;

type Related = Extract<Condition, { kind: 'related' }>;

/** The rows that a relation leads to: what to select them from, and what ties them to the row that asks. */
interface Target {
  readonly place: ConditionPlace;
  readonly from: RawBuilder<unknown>;
  readonly tie: RawBuilder<SqlBool>;
}

/** The SQL of a question about related records: `exists`, so never unknown. `inner` makes the SQL of the condition on them. */
export function relatedSql(
  { relation, quantifier, where }: Related,
  { at, inner }: { at: ConditionPlace; inner: InnerSql },
  context: SqlContext,
): RawBuilder<SqlBool> {
  const { place, from, tie } = targetOf(relation.name, at, context);
  const condition = inner(where, place, context);
  const present = presentSql(place);
  const asked = quantifier === 'every' ? sql<SqlBool>`(${condition}) is not true` : condition;
  const found = sql<SqlBool>`exists (select 1 from ${from} where ${tie}${present} and ${asked})`;
  return quantifier === 'every' || quantifier === 'none' ? sql`not ${found}` : found;
}

/** Records in the trash are related to nothing, for rules too. */
function presentSql({ collection, alias }: ConditionPlace): RawBuilder<unknown> {
  if (collection.softDelete === undefined) return sql``;
  const column = collection.fields.get('deletedAt')?.columns[0];
  return sql` and ${sql.ref(`${alias}.${column?.name}`)} is null`;
}

function targetOf(name: string, at: ConditionPlace, context: SqlContext): Target {
  const field = fieldOf(at.collection, name);
  const relation = field.relation;
  const collection = relation && context.collections.get(relation.collection);
  if (!collection) throw new Error(`The field "${at.collection.name}.${name}" leads to no collection.`);
  const place = { collection, alias: context.nextAlias() };
  const back = relation.by === undefined ? undefined : fieldOf(collection, relation.by);
  const join = back ? back.relation?.table : relation.table;
  if (join !== undefined) return throughJoinTable({ join, backwards: back !== undefined }, { at, place }, context);
  const from = table(collection.table, place.alias);
  const tie = back ? sql<SqlBool>`${own(back, place)} = ${id(at)}` : sql<SqlBool>`${id(place)} = ${own(field, at)}`;
  return { place, from, tie };
}

/** A to-many relation keeps its pairs `(source, target, position)` in a table; its reverse reads the same pairs backwards. */
function throughJoinTable(
  { join, backwards }: { join: string; backwards: boolean },
  { at, place }: { at: ConditionPlace; place: ConditionPlace },
  context: SqlContext,
): Target {
  const pairs = context.nextAlias();
  const [here, there] = backwards ? ['target', 'source'] : ['source', 'target'];
  const far = table(place.collection.table, place.alias);
  const from = sql`${table(join, pairs)} join ${far} on ${id(place)} = ${sql.ref(`${pairs}.${there}`)}`;
  return { place, from, tie: sql`${sql.ref(`${pairs}.${here}`)} = ${id(at)}` };
}

function fieldOf(collection: Collection, name: string): CollectionField {
  const field = collection.fields.get(name);
  if (!field) throw new Error(`There is no field "${collection.name}.${name}".`);
  return field;
}

function table(name: string, alias: string): RawBuilder<unknown> {
  return sql`${sql.id(name)} as ${sql.id(alias)}`;
}

function id(place: ConditionPlace): RawBuilder<unknown> {
  return own(fieldOf(place.collection, 'id'), place);
}

function own(field: CollectionField, place: ConditionPlace): RawBuilder<unknown> {
  const column = field.columns[0];
  if (!column) throw new Error(`The field "${place.collection.name}.${field.name}" has no column.`);
  return sql.ref(`${place.alias}.${column.name}`);
}
