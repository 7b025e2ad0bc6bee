import type { Database } from '../database/database.ts';
import { type ActualTable, quoteName } from '../database/schema-dialect.ts';
import type { DeclaredColumn, DeclaredTable } from './declared-tables.ts';
import type { RecordedColumn, RecordedTable } from './recorded-tables.ts';

/** A table of ours that is there, beside what is declared of it. */
export interface TableDifference {
  readonly database: Database;
  readonly declared: DeclaredTable;
  readonly recorded: RecordedTable;
  readonly actual: ActualTable;
}

/** Where a declared column is at the moment. `foreign` has its name but was not made by the platform. */
export type Place =
  | { readonly kind: 'present'; readonly was: RecordedColumn }
  | { readonly kind: 'renamed'; readonly was: RecordedColumn }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'missing' };

/** Finds a declared column, under its own name or under the one that its field had before. */
export function findColumn({ recorded, actual }: TableDifference, { column, renamedFrom, position }: DeclaredColumn): Place {
  if (actual.columns.has(column.name)) {
    const was = recorded.columns.find((one) => one.name === column.name);
    return was ? { kind: 'present', was } : { kind: 'foreign' };
  }
  const was = renamedFrom === undefined ? undefined : recorded.columns.filter((one) => one.field === renamedFrom)[position];
  return was && actual.columns.has(was.name) ? { kind: 'renamed', was } : { kind: 'missing' };
}

/** Whether the table has any rows. */
export async function hasRows({ database, actual }: TableDifference): Promise<boolean> {
  return (await database.query({ sql: `select 1 as one from ${quoteName(actual.name)} limit 1` }, [])).length > 0;
}

/** How many rows satisfy a condition; `condition` is SQL of ours. */
export async function countRows({ database, actual }: TableDifference, condition: string): Promise<number> {
  const [row] = await database.query({ sql: `select count(*) as count from ${quoteName(actual.name)} where ${condition}` }, []);
  return Number(row?.['count']);
}

/** `1 record has`, `3 records have`. */
export function recordsHave(count: number): string {
  return count === 1 ? '1 record has' : `${count} records have`;
}
