import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { CollectionField, Column } from '../collections/collection.ts';
import type { Fragment } from '../database/dialect.ts';
import type { Condition, Scalar, Within } from '../where/condition.ts';
import type { ConditionPlace, SqlContext } from './condition-sql-context.ts';
import { Placeholder } from './plan.ts';

type Comparison = Extract<Condition, { kind: 'compare' }>;

const real = { storage: 'real' } as const;

const never: RawBuilder<SqlBool> = sql`1 = 0`;

/** The SQL of one comparison; unknown counts as false. */
export function comparisonSql({ field, op, value }: Comparison, at: ConditionPlace, context: SqlContext): RawBuilder<SqlBool> {
  const columns = columnsOf(field.name, at);
  const column = columns[0] as Column;
  const held = reference(column, at);
  // Inside each case, for taking an index is what makes a value part of the query.
  const bound = () => parameter(column, context);
  switch (op) {
    case 'eq':
      return value === null ? sql`${held} is null` : sql`${held} = ${bound()}`;
    case 'ne':
      return value === null ? sql`${held} is not null` : sql`(${held} = ${bound()}) is not true`;
    case 'in':
      return inSql({ column, held, list: value as readonly Scalar[] }, context);
    case 'notIn':
      return sql`(${inSql({ column, held, list: value as readonly Scalar[] }, context)}) is not true`;
    case 'near':
      return nearSql(
        columns.slice(2).map((axis) => reference(axis, at)),
        context,
      );
    case 'within':
      return withinSql(
        columns.slice(0, 2).map((axis) => reference(axis, at)),
        value as Within,
        context,
      );
    case 'lt':
      return value === null ? never : sql`${held} < ${bound()}`;
    case 'lte':
      return value === null ? never : sql`${held} <= ${bound()}`;
    case 'gt':
      return value === null ? never : sql`${held} > ${bound()}`;
    case 'gte':
      return value === null ? never : sql`${held} >= ${bound()}`;
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return value === null ? never : (sql`${context.dialect[op](held, bound())}` as RawBuilder<SqlBool>);
    case 'has':
      return value === null ? never : sql`${context.dialect.has(held, sql.val(new Placeholder(context.nextIndex())))}`;
  }
}

/** The columns of a field in its collection; only the collection knows them, a condition knows names. */
function columnsOf(name: string, at: ConditionPlace): CollectionField['columns'] {
  const columns = at.collection.fields.get(name)?.columns;
  if (!columns || columns.length === 0) throw new Error(`The field "${at.collection.name}.${name}" has no column to compare.`);
  return columns;
}

function reference(column: Column, at: ConditionPlace): Fragment {
  return sql.ref(`${at.alias}.${column.name}`);
}

function parameter(column: Pick<Column, 'storage'>, context: SqlContext): Fragment {
  const placeholder = new Placeholder(context.nextIndex(), context.dialect.encode(column));
  return context.dialect.parameter(column, sql.val(placeholder));
}

function inSql(
  { column, held, list }: { column: Column; held: Fragment; list: readonly Scalar[] },
  context: SqlContext,
): RawBuilder<SqlBool> {
  const { dialect } = context;
  const placeholder = new Placeholder(context.nextIndex(), dialect.encodeList(column));
  const found = dialect.inList(column, held, sql.val(placeholder));
  return list.includes(null) ? sql`(${found} or ${held} is null)` : sql`${found}`;
}

/** The squared chord between unit vectors. The order of the operations is that of `isNear`, so that the last bit agrees. */
function nearSql(axes: readonly Fragment[], context: SqlContext): RawBuilder<SqlBool> {
  const squares = axes.map((axis) => {
    const center = parameter(real, context);
    return sql`(${axis} - ${center}) * (${axis} - ${center})`;
  });
  const [x, y, z] = squares as [Fragment, Fragment, Fragment];
  return sql`(${x} + ${y}) + ${z} <= ${parameter(real, context)}`;
}

function withinSql([lat, lon]: readonly Fragment[], { west, east }: Within, context: SqlContext): RawBuilder<SqlBool> {
  const [south, north] = [parameter(real, context), parameter(real, context)];
  const [left, right] = [parameter(real, context), parameter(real, context)];
  const between = west > east ? sql`(${lon} >= ${left} or ${lon} <= ${right})` : sql`${lon} >= ${left} and ${lon} <= ${right}`;
  return sql`${lat} >= ${south} and ${lat} <= ${north} and ${between}`;
}
