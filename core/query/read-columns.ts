import { sql } from 'kysely';
import type { Collection, CollectionField } from '../collections/collection.ts';
import type { DatabaseRow } from '../database/database.ts';
import type { Dialect, Fragment } from '../database/dialect.ts';
import { conditionSql } from './condition-sql.ts';
import type { SqlContext } from './condition-sql-context.ts';
import type { FieldRead } from './field-read.ts';

/** Brings a row of the driver to a record, in place. Made once for a plan. */
export type DecodeRow = (row: DatabaseRow) => DatabaseRow;

type Step = (row: DatabaseRow) => void;

/** The select list for some fields of a table, and the decoder of the rows that it gives. Columns are aliased to their API names. */
export function readColumns(
  reads: readonly FieldRead[],
  at: { collection: Collection; alias: string },
  context: SqlContext,
): { list: Fragment[]; decode: DecodeRow } {
  const list: Fragment[] = [];
  const steps: Step[] = [];
  for (const { field, when } of reads) {
    if (field.columns.length > 0) {
      list.push(...fieldExpressions(field, at.alias, context.dialect));
      const step = fieldStep(field, context.dialect);
      if (step) steps.push(step);
    }
    if (when) {
      const mark = `$may:${field.name}`;
      // As 1 or 0, for the two databases give truth back in different clothes.
      list.push(sql`case when ${conditionSql(when, at, context)} then 1 else 0 end as ${sql.ref(mark)}`);
      // The mark of a field without a column stays in the row for whoever loads its links.
      if (field.columns.length > 0) steps.push(leaveOut(field.name, mark));
    }
  }
  return { list, decode: decoder(steps) };
}

function decoder(steps: readonly Step[]): DecodeRow {
  if (steps.length === 0) return (row) => row;
  return (row) => {
    for (const step of steps) step(row);
    return row;
  };
}

function leaveOut(name: string, mark: string): Step {
  return (row) => {
    if (Number(row[mark]) !== 1) delete row[name];
    delete row[mark];
  };
}

/** The name under which a point's longitude travels beside its latitude. */
const longitude = (name: string): string => `${name}$lon`;

function fieldExpressions(field: CollectionField, alias: string, dialect: Dialect): Fragment[] {
  const names = field.storage === 'point' ? [field.name, longitude(field.name)] : [field.name];
  return names.map((name, index) => {
    const column = field.columns[index] as (typeof field.columns)[number];
    return sql`${dialect.read(column, sql.ref(`${alias}.${column.name}`))} as ${sql.ref(name)}`;
  });
}

function fieldStep(field: CollectionField, dialect: Dialect): Step | undefined {
  const { name } = field;
  if (field.storage === 'point') {
    const lon = longitude(name);
    return (row) => {
      row[name] = row[name] === null ? null : { lat: row[name], lon: row[lon] };
      delete row[lon];
    };
  }
  const decode = dialect.decode(field.columns[0] as (typeof field.columns)[number]);
  if (!decode) return undefined;
  return (row) => {
    const value = row[name];
    if (value !== null) row[name] = decode(value);
  };
}
